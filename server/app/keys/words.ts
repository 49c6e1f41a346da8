import type { Forgotten } from './forget.ts';
import type { Rotation } from './rotate.ts';
import type { KeyStatus, KeysStatus } from './status.ts';

/** What a person is told by `npm run keys`. Machines take --json. */
export function wordsOfStatus({ keys, toSeal, sealedDirectly, processes }: KeysStatus): string[] {
  const lines = keys.map(lineOfKey);
  if (keys.some(({ state }) => state === 'former'))
    lines.push('Links in mail, and the activity log, from the time of former keys stay valid without them.');
  if (toSeal === 0) lines.push('Every secret is sealed under the newest key of its account.');
  else lines.push(`${count(toSeal, 'secret')} wait to be sealed anew; a job does it within the hour.`);
  if (sealedDirectly > 0)
    lines.push(`${count(sealedDirectly, 'secret')} still need the key of the time they were sealed at.`);
  const behind = processes.filter(({ knowsCurrent }) => !knowsCurrent).map(({ process }) => process);
  if (processes.length === 0) lines.push('No process is running.');
  else if (behind.length === 0)
    lines.push(`${count(processes.length, 'running process')} know the current key.`);
  else lines.push(`These processes do not know the current key: ${behind.join(', ')}.`);
  return lines;
}

function lineOfKey({ id, state, since, replacedAt, here, dataKeys, mayGo }: KeyStatus): string {
  if (state === 'next')
    return `${id}  next: it is known here and not used yet. \`npm run keys -- rotate\` makes it the current one.`;
  const wraps = `${count(dataKeys, 'data key')} under it`;
  if (state === 'current') return `${id}  current since ${day(since)}, ${wraps}`;
  const until = `${id}  former, from ${day(since)} to ${day(replacedAt)}`;
  if (!here) return dataKeys > 0 ? `${until}: MISSING, with ${wraps}` : `${until}: gone`;
  return mayGo ? `${until}: nothing needs it, \`npm run keys -- forget\` lets it go` : `${until}, ${wraps}`;
}

export function wordsOfRotation({ tended: { wrapped, sealed, unreadable } }: Rotation): string[] {
  return [
    `${count(wrapped, 'data key')} wrapped anew, ${count(sealed, 'secret')} sealed anew.`,
    ...(unreadable > 0 ? [`${count(unreadable, 'secret')} could not be read with any key here.`] : []),
    'The former key is needed no more: `npm run keys -- forget` lets it go. Keep it with backups made until now.',
  ];
}

export function wordsOfForgotten({ removed, toRemove, loginsInUse }: Forgotten): string[] {
  const lines: string[] = [];
  if (removed.length > 0)
    lines.push(`${removed.join(', ')} was taken out of secret.key. Keep it with backups made in its time.`);
  if (toRemove.length > 0)
    lines.push(`Nothing needs ${toRemove.join(', ')}: take it out of SECRET_KEY on every machine.`);
  if (loginsInUse.length > 0)
    lines.push(
      'Processes still use its database logins; run this again after the next restart to drop them.',
    );
  return lines.length > 0 ? lines : ['There is nothing to forget.'];
}

const day = (at: string | null) => (at ?? '').slice(0, 16).replace('T', ' ');
const plurals: Record<string, string> = { process: 'processes' };
function count(number: number, what: string): string {
  const last = what.split(' ').at(-1)!;
  const many = plurals[last] ? what.replace(last, plurals[last]) : `${what}s`;
  return `${number.toLocaleString('en')} ${number === 1 ? what : many}`;
}
