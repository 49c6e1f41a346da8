import type { SendingServer, ServerDay } from '#server/delivery/contract.ts';
import { plural } from '../../ui/format.ts';
import { receiverName } from './receivers.ts';

/** How many accepted messages left how well protected. `unknown`: sent before it was counted. */
export interface Encryption {
  tlsVerified: number;
  tlsUnverified: number;
  inClear: number;
  unknown: number;
  /** Who got it in the clear, by name. */
  inClearTo: string[];
}

/** The last days of one server, together. */
export function encryptionOf(serverId: string, days: readonly ServerDay[]): Encryption {
  const mine = days.filter((day) => day.serverId === serverId);
  const sum = (of: 'accepted' | 'tlsVerified' | 'tlsUnverified' | 'inClear') =>
    mine.reduce((all, day) => all + day[of], 0);
  const known = {
    tlsVerified: sum('tlsVerified'),
    tlsUnverified: sum('tlsUnverified'),
    inClear: sum('inClear'),
  };
  const counted = known.tlsVerified + known.tlsUnverified + known.inClear;
  const keys = [...new Set(mine.flatMap(({ inClearTo }) => inClearTo))];
  return {
    ...known,
    unknown: Math.max(0, sum('accepted') - counted),
    inClearTo: keys.map(nameOf).toSorted(lastOther),
  };
}

const OTHERS = 'others';
const nameOf = (key: string) => (key === 'other' ? OTHERS : receiverName(key));
const lastOther = (one: string, other: string) =>
  Number(one === OTHERS) - Number(other === OTHERS) || one.localeCompare(other);

/** What a relay does with a message after it has it is not known; mail straight to the receivers has no such second half. */
export function encryptionLead({ kind }: Pick<SendingServer, 'kind'>): string {
  return kind === 'mx'
    ? 'On the way to the receivers’ mail servers'
    : 'On the way to this server; what it does from there is not known here';
}

export interface Share {
  part: 'tlsVerified' | 'tlsUnverified' | 'inClear';
  count: number;
  label: string;
}

/** The parts that there are, the best protected first. */
export function sharesOf({ tlsVerified, tlsUnverified, inClear }: Encryption): Share[] {
  const all: Share[] = [
    { part: 'tlsVerified', count: tlsVerified, label: 'encrypted, certificate valid' },
    { part: 'tlsUnverified', count: tlsUnverified, label: 'encrypted, certificate not valid' },
    { part: 'inClear', count: inClear, label: 'not encrypted' },
  ];
  return all.filter(({ count }) => count > 0);
}

/** What the shares leave open: who got mail in the clear where that is told apart, and how much is not known. */
export function encryptionNotes(
  { inClear, inClearTo, unknown }: Encryption,
  { kind }: Pick<SendingServer, 'kind'>,
): string[] {
  const notes: string[] = [];
  if (kind === 'mx' && inClear > 0)
    notes.push(`Not encrypted to ${new Intl.ListFormat('en').format(inClearTo)}.`);
  if (unknown > 0) notes.push(`Not known of ${plural(unknown, 'message')} from before it was counted.`);
  return notes;
}
