import type { ContactStatus } from '../../contacts/contract.ts';
import type { StatusReading } from '../contract.ts';
import { normalHeader } from './header-words.ts';

/** What a status cell says: mailable (null), gone in some way, or not to be understood. */
export type Standing = Exclude<ContactStatus, 'subscribed'> | null;

const meanings = new Map<string, Standing | 'unconfirmed'>(
  Object.entries({
    subscribed: null,
    active: null,
    enabled: null,
    confirmed: null,
    optin: null,
    optedin: null,
    unsubscribed: 'unsubscribed',
    unsubscribe: 'unsubscribed',
    optout: 'unsubscribed',
    optedout: 'unsubscribed',
    cancelled: 'unsubscribed',
    canceled: 'unsubscribed',
    inactive: 'unsubscribed',
    disabled: 'unsubscribed',
    blocklisted: 'unsubscribed',
    blacklisted: 'unsubscribed',
    suppressed: 'unsubscribed',
    removed: 'unsubscribed',
    deleted: 'unsubscribed',
    archived: 'unsubscribed',
    abgemeldet: 'unsubscribed',
    desabonne: 'unsubscribed',
    baja: 'unsubscribed',
    cleaned: 'bounced',
    bounced: 'bounced',
    bounce: 'bounced',
    hardbounced: 'bounced',
    complained: 'complained',
    complaint: 'complained',
    spam: 'complained',
    junk: 'complained',
    abuse: 'complained',
    unconfirmed: 'unconfirmed',
    nonsubscribed: 'unconfirmed',
    neversubscribed: 'unconfirmed',
    pending: 'unconfirmed',
    invited: 'unconfirmed',
  } as const),
);
const yes = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'oui', 'si', 'sim']);
const no = new Set(['no', 'n', 'false', '0', 'nein', 'non', 'nao']);

export const isStatusWord = (text: string) => meanings.has(normalHeader(text));
export const isYesOrNo = (text: string) => yes.has(normalHeader(text)) || no.has(normalHeader(text));

/**
 * Reads a status cell. Exact words only: a word that merely looks like one we know could turn someone who left back on.
 * @returns the standing, or why the row cannot be taken. An empty cell says nothing against mailing.
 */
export function readStatus(
  reading: StatusReading,
  text: string,
): { standing: Standing } | { reason: string } {
  const word = normalHeader(text);
  if (word === '') return { standing: null };
  switch (reading) {
    case 'filled_means_out':
      return { standing: 'unsubscribed' };
    case 'filled_means_bounced':
      return { standing: 'bounced' };
    case 'yes_means_out':
      return fromFlag(text, yes.has(word), no.has(word));
    case 'no_means_out':
      return fromFlag(text, no.has(word), yes.has(word));
    case 'words':
      return fromWord(text, meanings.get(word));
  }
}

function fromFlag(text: string, out: boolean, stays: boolean): { standing: Standing } | { reason: string } {
  if (!out && !stays) return { reason: `the status “${text.slice(0, 40)}” is neither yes nor no` };
  return { standing: out ? 'unsubscribed' : null };
}

function fromWord(text: string, meaning: Standing | 'unconfirmed' | undefined) {
  if (meaning === undefined) return { reason: `the status “${text.slice(0, 40)}” is not one we know` };
  if (meaning === 'unconfirmed') return { reason: `never confirmed (status “${text.slice(0, 40)}”)` };
  return { standing: meaning };
}
