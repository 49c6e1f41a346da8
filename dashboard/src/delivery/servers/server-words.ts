import type { SendingServer, ServerState } from '#server/delivery/contract.ts';
import { plural } from '../../ui/format.ts';
import type { Tone } from '../../ui/status-badge.tsx';

export const stateWords: Record<ServerState, { label: string; tone: Tone }> = {
  working: { label: 'Working', tone: 'good' },
  warming_up: { label: 'Warming up', tone: 'info' },
  trouble: { label: 'In trouble', tone: 'bad' },
  paused: { label: 'Paused', tone: 'warn' },
  off: { label: 'Off', tone: 'quiet' },
};

const encryptionWords = {
  tls: 'encrypted from the start',
  starttls: 'encrypted by STARTTLS',
  starttls_if_offered: 'encrypted where offered',
  none: 'not encrypted',
};

/** Where mail goes over this server, in a few words. */
export function wayWords({ kind, smtp }: Pick<SendingServer, 'kind' | 'smtp'>): string {
  if (kind === 'mx') return 'Straight to the receivers’ mail servers';
  if (kind === 'sandbox' || !smtp) return 'Kept here, to be read in the sandbox';
  return `${smtp.host}:${smtp.port}, ${encryptionWords[smtp.encryption]}`;
}

/** Which mail goes over this server. */
export function carriesWords({
  streams,
  fromDomains,
}: Pick<SendingServer, 'streams' | 'fromDomains'>): string {
  const what =
    streams.length > 1
      ? 'All mail'
      : streams[0] === 'marketing'
        ? 'Campaigns only'
        : 'Transactional mail only';
  const [first, ...others] = fromDomains;
  if (first === undefined) return what;
  if (others.length === 0) return `${what} from ${first}`;
  return `${what} from ${first} and ${plural(others.length, 'other domain')}`;
}

const limitWords = [
  ['perSecond', 'a second'],
  ['perMinute', 'a minute'],
  ['perHour', 'an hour'],
  ['perDay', 'a day'],
] as const;

/** `At most 10 a second, 20,000 a day`; undefined without limits. */
export function limitsSentence({ limits }: Pick<SendingServer, 'limits'>): string | undefined {
  const set = limitWords.filter(([name]) => limits[name] !== null);
  if (set.length === 0) return undefined;
  return `At most ${set.map(([name, words]) => `${limits[name]?.toLocaleString()} ${words}`).join(', ')}`;
}

/** The least that this day allows: the limit of a day, or what the warm-up has come to. Null when it is open. */
export function mostToday({ limits, warmingUp }: Pick<SendingServer, 'limits' | 'warmingUp'>): number | null {
  const bounds = [limits.perDay, warmingUp?.today].filter((bound) => bound !== null && bound !== undefined);
  return bounds.length > 0 ? Math.min(...bounds) : null;
}

/** What a state comes to, for somebody who looks at the server itself. */
export const stateMeaning: Record<ServerState, string> = {
  working: 'Mail leaves over it.',
  warming_up: 'What is over waits for the next day.',
  trouble: 'It is tried again by itself; meanwhile its mail takes the next server that fits, or waits.',
  paused: 'Its mail takes the next server that fits, or waits. Nothing is lost.',
  off: 'Its mail takes the next server that fits, or waits.',
};
