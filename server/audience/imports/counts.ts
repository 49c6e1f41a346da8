import type { ImportCounts } from './contract.ts';
import type { Decision } from './decide.ts';

export const noCounts: ImportCounts = {
  rows: 0,
  accepted: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  duplicates: 0,
  rejected: 0,
  optedOut: 0,
  leftBefore: 0,
  joined: 0,
  misfits: 0,
};

/** The counts after one more batch. */
export function addCounts(
  counts: ImportCounts,
  batch: { decisions: readonly Decision[]; duplicates: number; rejected: number },
): ImportCounts {
  const { decisions, duplicates, rejected } = batch;
  const sum = (of: (decision: Decision) => number | boolean) =>
    decisions.reduce((total, decision) => total + Number(of(decision)), 0);
  return {
    rows: counts.rows + decisions.length + duplicates + rejected,
    accepted: counts.accepted + decisions.length,
    created: counts.created + sum(({ kind }) => kind === 'created'),
    updated: counts.updated + sum(({ kind }) => kind === 'updated'),
    unchanged: counts.unchanged + sum(({ kind }) => kind === 'unchanged'),
    duplicates: counts.duplicates + duplicates,
    rejected: counts.rejected + rejected,
    optedOut: counts.optedOut + sum(({ optedOut }) => optedOut),
    leftBefore: counts.leftBefore + sum(({ leftBefore }) => leftBefore),
    joined: counts.joined + sum(({ joinsAs, leftBefore }) => joinsAs === 'subscribed' && !leftBefore),
    misfits: counts.misfits + sum(({ person }) => person.misfits),
  };
}
