import type { SinkReport } from './start-sink.ts';
import type { Usage } from './watch-product.ts';

export type Slices = (SinkReport & { usage: Usage })[];

/** What was measured with one way of signing. */
export type Phase = {
  ours: Slices;
  theirs: Slices;
  referenceConnections: number;
  /** Signatures a second, on one core. */
  signingRates: number[];
  planSeconds: number;
  secondsToFirstMessage: number;
  checked: number;
};

type SendSummary = ReturnType<typeof summarise>;

/** The figures of a run. Rates are messages a second from the first to the last that reached the sink. */
export function summarise(run: {
  signed: Phase;
  unsigned: Phase;
  peak: { rss: number; sum: number };
  recipients: number;
  connections: number;
}) {
  const [signed, unsigned] = [rates(run.signed), rates(run.unsigned)];
  const signingLimit = mean(run.signed.signingRates);
  return {
    messagesPerSecond: round(signed.ours),
    ratioToNodemailer: round(signed.ours / signed.theirs, 2),
    shareOfSigningLimit: round(signed.ours / signingLimit, 3),
    unsigned: {
      messagesPerSecond: round(unsigned.ours),
      ratioToNodemailer: round(unsigned.ours / unsigned.theirs, 2),
    },
    peakRssMb: round(run.peak.rss),
    peakRssSumMb: round(run.peak.sum),
    recipients: run.recipients,
    signingLimit: round(signingLimit),
    nodemailer: {
      signed: round(signed.theirs),
      unsigned: round(unsigned.theirs),
      connections: [run.signed.referenceConnections, run.unsigned.referenceConnections],
    },
    connections: run.connections,
    secondsToFirstMessage: round(run.signed.secondsToFirstMessage, 2),
    planSeconds: round(run.signed.planSeconds, 2),
    cpuMsPerMessage: { signed: costs(run.signed), unsigned: costs(run.unsigned) },
  };
}

/** The same for people. */
export function describe(
  summary: SendSummary,
  { signed, unsigned }: { signed: Phase; unsigned: Phase },
): string {
  const { cpuMsPerMessage: cpu, nodemailer } = summary;
  const row = (what: string, ...cells: (string | number)[]) =>
    what.padEnd(44) + cells.map((cell) => String(cell).padStart(12)).join('');
  return [
    '',
    row(`${summary.recipients} messages`, 'signed', 'unsigned'),
    row('Mail Minion, messages a second', summary.messagesPerSecond, summary.unsigned.messagesPerSecond),
    row('nodemailer, messages a second', nodemailer.signed, nodemailer.unsigned),
    row('ratio', summary.ratioToNodemailer, summary.unsigned.ratioToNodemailer),
    row('RSA-2048 signatures a second, one core', summary.signingLimit, ''),
    row('share of it', summary.shareOfSigningLimit, ''),
    row('CPU ms a message: Mail Minion', cpu.signed.product, cpu.unsigned.product),
    row('  PostgreSQL', cpu.signed.database, cpu.unsigned.database),
    row('  the sink', cpu.signed.sink, cpu.unsigned.sink),
    row('  nodemailer', cpu.signed.nodemailer, cpu.unsigned.nodemailer),
    row('bytes a message: Mail Minion', size(signed.ours), size(unsigned.ours)),
    row('  nodemailer', size(signed.theirs), size(unsigned.theirs)),
    row('seconds to plan', summary.planSeconds, round(unsigned.planSeconds, 2)),
    row(
      'seconds to the first message',
      summary.secondsToFirstMessage,
      round(unsigned.secondsToFirstMessage, 2),
    ),
    '',
    `Memory of all our processes at its peak: ${summary.peakRssMb} MB (${summary.peakRssSumMb} MB when the pages they share are counted for each).`,
    `Slices, messages a second: ${each(signed.ours)} signed, ${each(unsigned.ours)} unsigned;`,
    `nodemailer ${each(signed.theirs)} and ${each(unsigned.theirs)} over ${nodemailer.connections.join(' and ')} connections.`,
    `Checked in full: ${signed.checked} signed and ${unsigned.checked} unsigned messages.`,
  ].join('\n');
}

const rates = ({ ours, theirs }: Phase) => ({ ours: rate(ours), theirs: rate(theirs) });

/** The first message of a slice starts the clock, so it is not counted. */
function rate(slices: SinkReport[]): number {
  const messages = slices.reduce((sum, { received }) => sum + received - 1, 0);
  const ms = slices.reduce((sum, { firstAt, lastAt }) => sum + lastAt - firstAt, 0);
  return (messages * 1000) / ms;
}

function costs({ ours, theirs }: Phase) {
  const per = (slices: Slices, cost: (slice: Slices[number]) => number) =>
    round(slices.reduce((sum, slice) => sum + cost(slice), 0) / total(slices), 3);
  return {
    product: per(ours, ({ usage }) => usage.product),
    database: per(ours, ({ usage }) => usage.database),
    sink: per(ours, ({ cpuMs }) => cpuMs),
    nodemailer: per(theirs, ({ usage }) => usage.product),
  };
}

const total = (slices: SinkReport[]) => slices.reduce((sum, { received }) => sum + received, 0);
const size = (slices: SinkReport[]) =>
  round(slices.reduce((sum, { bytes }) => sum + bytes, 0) / total(slices));
const each = (slices: SinkReport[]) => slices.map((slice) => round(rate([slice]))).join(', ');
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
