import type { Ledger } from './ledger.ts';
import type { ChaosFigures } from './scenario.ts';
import type { Receipt } from './start-sink.ts';

const terminal = ['sent', 'failed', 'uncertain', 'suppressed', 'cancelled'];

type Run = {
  recipients: number;
  kills: number;
  begun: number;
  addressOf?: AddressOf;
  /** Recipients who may get more than one copy: those of a send that rather sends twice. */
  mayDouble?: number;
};

/** Holds what the ledger says against what arrived: the invariants I1, I2, I3 and I5 in figures. */
export function compare(
  ledger: Ledger,
  receipts: Receipt[],
  run: Run,
): { figures: ChaosFigures; problems: string[] } {
  const states = new Map<string, string[]>();
  for (const { email, state } of ledger.messages) states.set(email, [...(states.get(email) ?? []), state]);
  const kept = receipts.filter(({ isKept }) => isKept);
  const copies = new Map<string, number>();
  for (const { to } of kept) copies.set(to, (copies.get(to) ?? 0) + 1);

  const everybody = Array.from({ length: run.recipients }, (_, index) => (run.addressOf ?? personAt)(index));
  const count = (of: string[], holds: (email: string) => boolean) => of.filter(holds).length;
  const stateOf = (email: string) => states.get(email)?.[0] ?? '';
  const figures = {
    recipients: run.recipients,
    kills: run.kills,
    lost: count(everybody, (email) => states.get(email)?.length !== 1 || !terminal.includes(stateOf(email))),
    duplicated: count([...copies.keys()], (email) => copies.get(email)! > 1),
    uncertain: ledger.messages.filter(({ state }) => state === 'uncertain').length,
    phantoms: count(everybody, (email) => stateOf(email) === 'sent' && !copies.has(email)),
    unrecorded: count([...copies.keys()], (email) => !['sent', 'uncertain'].includes(stateOf(email))),
    recoverSeconds: longestGap(receipts),
    seconds: (Date.now() - run.begun) / 1000,
  };
  return { figures, problems: [...badFigures(figures, run.mayDouble), ...wrongCounters(ledger)] };
}

/** Recipients have numbers. */
export type AddressOf = (index: number) => string;
export const personAt: AddressOf = (index) => `person${index}@list.example`;

/** The longest pause between two messages, in seconds. */
function longestGap(receipts: Receipt[]): number {
  let longest = 0;
  for (const [index, { dotAt }] of receipts.entries())
    if (index > 0) longest = Math.max(longest, dotAt - receipts[index - 1]!.dotAt);
  return longest / 1000;
}

function badFigures(figures: ChaosFigures, mayDouble = 0): string[] {
  const mustBeNone = ['lost', 'duplicated', 'phantoms', 'unrecorded'] as const;
  const most = (name: string) => (name === 'duplicated' ? mayDouble : 0);
  return mustBeNone.filter((name) => figures[name] > most(name)).map((name) => `${figures[name]} ${name}`);
}

/** I5: what the ranges count is what the messages say. */
function wrongCounters({ messages, counters }: Ledger): string[] {
  return terminal.flatMap((state) => {
    const [counted, is] = [
      counters[state] ?? 0,
      messages.filter((message) => message.state === state).length,
    ];
    return counted === is ? [] : [`${counted} are counted as ${state}, and ${is} are`];
  });
}
