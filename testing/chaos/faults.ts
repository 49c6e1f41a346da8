/** What goes wrong with one message: where, what is said (if anything), after how long, and whether the line goes dead. */
export type Fault = {
  at: 'rcpt' | 'body' | 'dot';
  reply?: string;
  hangMs?: number;
  drops?: boolean;
};

/**
 * A kind of trouble, and the states of the ledger it may lead to. `tries`: how often it happens to one recipient;
 * `inAll`: to how many of them at most.
 */
type Kind = { fault: Fault; tries: number; inAll?: number; ends: string[] };

const HANG_MS = 1500;
const always = Number.POSITIVE_INFINITY;

/** Everything that can come over the wire and is not a plain yes. */
export const kinds: Kind[] = [
  { fault: { at: 'rcpt', reply: '450 4.2.1 try later' }, tries: 1, ends: ['sent'] },
  { fault: { at: 'rcpt', reply: '452 4.2.2 mailbox full' }, tries: 2, ends: ['sent'] },
  { fault: { at: 'rcpt', reply: '550 5.1.1 no such person' }, tries: always, ends: ['failed'] },
  { fault: { at: 'rcpt', reply: '421 4.4.2 closing this line', drops: true }, tries: 1, ends: ['sent'] },
  // Everything to this server holds its breath for five seconds, so once must do.
  {
    fault: { at: 'dot', reply: '421 4.7.0 too many messages, slow down' },
    tries: 1,
    inAll: 1,
    ends: ['sent'],
  },
  // A small message has left as a whole, with its dot or its envelope, before the sender learns that the line is dead.
  { fault: { at: 'rcpt', drops: true }, tries: 1, ends: ['sent', 'uncertain'] },
  { fault: { at: 'rcpt', hangMs: HANG_MS, drops: true }, tries: 1, ends: ['sent', 'uncertain'] },
  { fault: { at: 'body', drops: true }, tries: 1, ends: ['sent', 'uncertain'] },
  { fault: { at: 'dot', reply: '451 4.3.0 try later' }, tries: 1, ends: ['sent'] },
  { fault: { at: 'dot', reply: '421 4.4.2 closing this line', drops: true }, tries: 1, ends: ['sent'] },
  { fault: { at: 'dot', reply: '554 5.7.1 not wanted' }, tries: always, ends: ['failed'] },
  { fault: { at: 'dot', drops: true }, tries: always, ends: ['uncertain'] },
  { fault: { at: 'dot', hangMs: HANG_MS, drops: true }, tries: always, ends: ['uncertain'] },
  { fault: { at: 'dot', hangMs: HANG_MS, reply: '250 at last' }, tries: 1, ends: ['sent'] },
];

/** Every which recipient meets trouble; the kinds take turns. */
const EVERY = 4;

/** What is to become of a recipient: `person123@…` always meets the same kind. */
export function kindFor(email: string): Kind | undefined {
  const number = Number(/^\D*(\d+)@/.exec(email)?.[1] ?? 0);
  return number % EVERY === 0 ? kinds[(number / EVERY) % kinds.length] : undefined;
}

/** Deals out the trouble, to each recipient as often as its kind says. */
export function createFaults(isDifficult: boolean): { next(email: string): Fault | undefined } {
  const met = new Map<string, number>();
  const dealt = new Map<Kind, number>();
  return {
    next(email) {
      const kind = isDifficult ? kindFor(email) : undefined;
      const before = met.get(email) ?? 0;
      if (!kind || before >= kind.tries) return undefined;
      const inAll = dealt.get(kind) ?? 0;
      if (kind.inAll !== undefined && inAll >= kind.inAll) return undefined;
      dealt.set(kind, inAll + 1);
      met.set(email, before + 1);
      return kind.fault;
    },
  };
}
