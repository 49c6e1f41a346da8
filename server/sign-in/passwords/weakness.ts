import { isCommon } from './common-passwords.ts';
import { isSaying } from './sayings.ts';

/** Who chooses, as far as they said. */
export interface Chooser {
  name: string;
  email: string;
  organisation?: string;
}

/** Characters that nobody could have foreseen; fewer are tried through in no time. */
const FEWEST = 6;

/**
 * Why a password would be among the first to be tried, in words for the person who chose it; undefined when it would not.
 * There are no rules on what kinds of characters it has: they make passwords longer to type and not harder to guess.
 */
export function weaknessOf(password: string, chooser: Chooser): string | undefined {
  const plain = password.normalize('NFC').toLowerCase();
  const words = withoutGaps(plain);
  const forms = [plain, withoutTrimmings(plain), words, withoutTrimmings(words)];
  if (forms.some((form) => isCommon(form) || isSaying(form)))
    return 'Many people use this one, so it is tried first. Take a few words that do not belong together.';
  if (surprises(plain) < FEWEST)
    return 'This follows a pattern that is tried first. Take a few words that do not belong together.';
  if (surprises(without(plain, partsOf(chooser))) < FEWEST)
    return 'This is little more than your name, address or organisation. Take words that have nothing to do with you.';
  return undefined;
}

/** Digits and signs around a word are the first variation everybody tries. */
const withoutTrimmings = (plain: string) => {
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return core.length >= 4 ? core : plain;
};

/** Spaces and signs between words are the next. Where little else is left they are the password, and stay. */
const withoutGaps = (plain: string) => {
  const words = plain.replace(/[^\p{L}\p{N}]+/gu, '');
  return words.length * 2 >= plain.length ? words : plain;
};

/** Rows of keyboards and of the alphabet, along which fingers walk. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const steps = new Set(
  rows.flatMap((row) => [...row].slice(1).flatMap((to, at) => [row[at]! + to, to + row[at]!])),
);

/** How many characters neither repeat nor continue what stands before them. */
function surprises(text: string): number {
  const characters = [...text];
  return characters.filter((character, at) => {
    const before = characters[at - 1] ?? '';
    const pair = characters.slice(at - 1, at + 1).join('');
    const earlier = at > 0 ? characters.slice(0, at).join('').includes(pair) : false;
    return before !== character && !steps.has(before + character) && !earlier;
  }).length;
}

/** Words of four letters and more by which somebody is known. */
function partsOf({ name, email, organisation = '' }: Chooser): string[] {
  const words = [name, email, organisation].flatMap((text) => [
    text,
    text.replace(/[^\p{L}\p{N}]+/gu, ''),
    ...text.split(/[^\p{L}\p{N}]+/u),
  ]);
  return words
    .map((word) => word.normalize('NFC').toLowerCase())
    .filter((word) => word.length >= 4)
    .sort((a, b) => b.length - a.length);
}

const without = (text: string, parts: string[]) =>
  parts.reduce((rest, part) => rest.replaceAll(part, ''), text);
