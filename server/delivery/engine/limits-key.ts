import type { LimitedSubject } from '../ways/index.ts';

const known = new WeakMap<LimitedSubject[], string>();

/** The same for ways whose messages count against the same limits. A limit that was changed is another one. */
export function limitsKey(subjects: LimitedSubject[]): string {
  let key = known.get(subjects);
  if (key === undefined) {
    key = subjects.map(describe).join('\n');
    known.set(subjects, key);
  }
  return key;
}

const describe = ({ accountId, subject, limits }: LimitedSubject) =>
  `${accountId} ${subject} ${limits.map(({ seconds, most }) => `${most}/${seconds}`).join(' ')}`;
