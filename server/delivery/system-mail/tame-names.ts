/** The longest name that is printed; nobody’s is longer. */
const LONGEST = 80;
/** Words that people chose, printed in mails to others. Free texts, such as comments, go to people of one team alone. */
const NAMES = new Set(['inviter', 'account', 'from', 'to', 'asker', 'answerer', 'campaign', 'device']);
/** Sentences of ours with such words in them, and the longest: a passkey or a provider can be called “Undo this at evil.example”. */
const SENTENCES = new Set(['change']);
const LONGEST_SENTENCE = 300;
/** Keeps mail programs from taking a text for an address. */
const JOINER = '\u2060';

/**
 * Makes names harmless, for anybody can register as “Visit evil.example now” and have a stranger greeted so. A person's name
 * that looks like anything else is left out; in others what programs would turn into a link stays words.
 */
export function tameNames<T extends object>(mail: T): T {
  const entries = Object.entries(mail).map(([key, value]) => {
    if (typeof value !== 'string') return [key, value];
    if (key === 'name') return [key, greetable(value)];
    if (SENTENCES.has(key)) return [key, unlinked(value, LONGEST_SENTENCE)];
    return [key, NAMES.has(key) ? unlinked(value, LONGEST) : value];
  });
  return Object.fromEntries(entries) as T;
}

function greetable(name: string): string {
  const written = oneLine(name);
  return written.length <= 60 && /^[\p{L}\p{M}' ’.-]*$/u.test(written) && !/\.\S/.test(written)
    ? written
    : '';
}

function unlinked(words: string, longest: number): string {
  return oneLine(words)
    .slice(0, longest)
    .toWellFormed()
    .replace(/[.:/@](?=\S)/g, (mark) => `${JOINER}${mark}${JOINER}`);
}

const oneLine = (text: string) => text.replace(/[\p{C}\s]+/gu, ' ').trim();
