import type { RecipientKind, ReportTotals } from '#server/reports/contract.ts';

interface Kind {
  kind: RecipientKind;
  label: string;
  count: (totals: ReportTotals) => number;
  /** What it means, where the word alone might not tell. */
  explained?: string;
}

export const kinds: readonly Kind[] = [
  { kind: 'all', label: 'Everyone', count: ({ planned }) => planned },
  { kind: 'opened', label: 'Opened', count: ({ opened }) => opened.unique },
  { kind: 'clicked', label: 'Clicked', count: ({ clicked }) => clicked.unique },
  {
    kind: 'not_opened',
    label: 'Did not open',
    count: ({ sent, opened }) => Math.max(0, sent - opened.unique),
    explained: 'Some of them may have read with images off.',
  },
  {
    kind: 'not_clicked',
    label: 'Did not click',
    count: ({ sent, clicked }) => Math.max(0, sent - clicked.unique),
  },
  { kind: 'unsubscribed', label: 'Left', count: ({ unsubscribed }) => unsubscribed },
  {
    kind: 'waiting',
    label: 'Waiting',
    count: ({ waiting }) => waiting,
    explained: 'Their turn has not come yet, or their mail server asked to be tried again later.',
  },
  { kind: 'sent', label: 'Sent', count: ({ sent }) => sent },
  { kind: 'failed', label: 'Failed', count: ({ failed }) => failed },
  {
    kind: 'uncertain',
    label: 'Uncertain',
    count: ({ uncertain }) => uncertain,
    explained:
      'The connection was lost just after the mail was handed over, so it may or may not have arrived. It is not sent again unless somebody says so.',
  },
  {
    kind: 'suppressed',
    label: 'Held back',
    count: ({ suppressed }) => suppressed,
    explained: 'They left or were put on the list of those never mailed after the campaign had started.',
  },
  {
    kind: 'cancelled',
    label: 'Cancelled',
    count: ({ cancelled }) => cancelled,
    explained: 'Nothing went to them: the campaign was cancelled before it was their turn.',
  },
];

export const stateWords: Record<string, string> = {
  queued: 'Waiting',
  handed: 'On its way',
  deferred: 'Tried, will be tried again',
  sent: 'Sent',
  failed: 'Failed',
  uncertain: 'Uncertain',
  suppressed: 'Held back',
  cancelled: 'Cancelled',
};
