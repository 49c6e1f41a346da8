import { type Budget, BudgetError, LIMITS } from './budget.ts';
import { formatDate } from './format-date.ts';
import { isBlank, itemText, toNumber, toText, toValue, type Value } from './values.ts';

/** What a filter may use besides its input. */
export interface FilterScope {
  budget: Budget;
  now: Date;
}

interface Filter {
  /** Fewest and most arguments. */
  arity: [number, number];
  /** How it is written, shown in errors and in the editor. */
  example: string;
  help: string;
  apply: (value: Value, args: Value[], scope: FilterScope) => Value;
}

const onText =
  (change: (text: string) => string): Filter['apply'] =>
  (value) =>
    change(toText(value));

/** Arithmetic on numbers and numeric texts; anything else counts as 0, as in Liquid. */
const onNumbers =
  (change: (left: number, right: number) => number): Filter['apply'] =>
  (value, args) => {
    const result = change(toNumber(value) ?? 0, toNumber(args[0] ?? null) ?? 0);
    return Number.isFinite(result) ? tidy(result) : null;
  };

/** Removes the dust of binary fractions: 0.1 + 0.2 is 0.3. */
const tidy = (value: number) => Number(value.toPrecision(15));

const filter = (arity: [number, number], example: string, help: string, apply: Filter['apply']): Filter => ({
  arity,
  example,
  help,
  apply,
});

/** Every filter there is. A Map, so that a name such as constructor is simply unknown. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  [
    'default',
    filter([1, 1], 'default: "friend"', 'Used when the field is empty', (value, args) =>
      isBlank(value) ? args[0]! : value,
    ),
  ],
  [
    'upcase',
    filter(
      [0, 0],
      'upcase',
      'ALL CAPITALS',
      onText((text) => text.toUpperCase()),
    ),
  ],
  [
    'downcase',
    filter(
      [0, 0],
      'downcase',
      'all small letters',
      onText((text) => text.toLowerCase()),
    ),
  ],
  ['capitalize', filter([0, 0], 'capitalize', 'First letter capital, the rest small', onText(capitalize))],
  [
    'strip',
    filter(
      [0, 0],
      'strip',
      'Without spaces at both ends',
      onText((text) => text.trim()),
    ),
  ],
  ['truncate', filter([0, 2], 'truncate: 40', 'At most so many characters, ending in …', truncate)],
  [
    'escape',
    filter([0, 0], 'escape', 'Changes nothing: values are always escaped where needed', (value) => value),
  ],
  ['url_encode', filter([0, 0], 'url_encode', 'For use in a web address', onText(encodeForm))],
  [
    'date',
    filter([1, 1], 'date: "%d %B %Y"', 'A date in the form you choose', (value, args, scope) =>
      formatDate(value, toText(args[0]!), scope.now),
    ),
  ],
  ['round', filter([0, 1], 'round: 2', 'Rounded to so many decimals', onNumbers(round))],
  [
    'plus',
    filter(
      [1, 1],
      'plus: 1',
      'Sum',
      onNumbers((left, right) => left + right),
    ),
  ],
  [
    'minus',
    filter(
      [1, 1],
      'minus: 1',
      'Difference',
      onNumbers((left, right) => left - right),
    ),
  ],
  [
    'times',
    filter(
      [1, 1],
      'times: 2',
      'Product',
      onNumbers((left, right) => left * right),
    ),
  ],
  ['divided_by', filter([1, 1], 'divided_by: 2', 'Quotient', onNumbers(divide))],
  [
    'append',
    filter([1, 1], 'append: "!"', 'Adds text at the end', (value, args) =>
      bounded(toText(value), toText(args[0]!)),
    ),
  ],
  [
    'prepend',
    filter([1, 1], 'prepend: "No. "', 'Adds text at the start', (value, args) =>
      bounded(toText(args[0]!), toText(value)),
    ),
  ],
  ['replace', filter([1, 2], 'replace: "old", "new"', 'Every “old” becomes “new”', replace)],
  ['join', filter([0, 1], 'join: ", "', 'A list as one text', join)],
  ['first', filter([0, 0], 'first', 'The first item of a list', (value) => endOf(value, 0))],
  ['last', filter([0, 0], 'last', 'The last item of a list', (value) => endOf(value, -1))],
  [
    'size',
    filter([0, 0], 'size', 'Number of items or characters', (value) =>
      typeof value === 'string' || Array.isArray(value) ? value.length : 0,
    ),
  ],
  [
    'newline_to_br',
    filter([0, 0], 'newline_to_br', 'Shows the line breaks of a field, such as an address', (value) => value),
  ],
  ['strip_html', filter([0, 0], 'strip_html', 'Without HTML tags', onText(stripHtml))],
]);

function bounded(...parts: string[]): string {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > LIMITS.outputBytes) throw new BudgetError('A merge tag makes a text larger than 1 MB.');
  return parts.join('');
}

function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

function truncate(value: Value, args: Value[]): Value {
  const text = toText(value);
  const most = Math.max(0, Math.trunc(toNumber(args[0] ?? 50) ?? 50));
  const ending = args[1] === undefined ? '…' : toText(args[1]);
  if (text.length <= most) return text;
  return wholeCharacters(text, Math.max(0, most - ending.length)) + ending;
}

/** The first `length` code units, never cutting an emoji in two. */
function wholeCharacters(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function encodeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+');
}

function round(value: number, digits: number): number {
  const places = Math.min(10, Math.max(0, Math.trunc(digits)));
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}

/** Whole numbers divide to a whole number, as in Liquid. Division by zero has no result. */
function divide(left: number, right: number): number {
  if (right === 0) return Number.NaN;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.floor(left / right) : left / right;
}

function replace(value: Value, args: Value[], scope: FilterScope): Value {
  const text = toText(value);
  const search = toText(args[0]!);
  const replacement = toText(args[1] ?? '');
  scope.budget.spendWork(text.length);
  if (search === '') return text;
  const parts = text.split(search);
  if (text.length + (parts.length - 1) * replacement.length > LIMITS.outputBytes) {
    throw new BudgetError('A merge tag makes a text larger than 1 MB.');
  }
  return parts.join(replacement);
}

function join(value: Value, args: Value[], scope: FilterScope): Value {
  if (!Array.isArray(value)) return toText(value);
  const between = args[0] === undefined ? ' ' : toText(args[0]);
  let length = 0;
  const texts = value.map((item) => {
    const text = itemText(item);
    length += text.length + between.length;
    if (length > LIMITS.outputBytes) throw new BudgetError('A merge tag makes a text larger than 1 MB.');
    return text;
  });
  scope.budget.spendWork(length);
  return texts.join(between);
}

function endOf(value: Value, index: 0 | -1): Value {
  if (Array.isArray(value)) return toValue(value.at(index) ?? null);
  if (typeof value === 'string') return value.at(index) ?? '';
  return null;
}

/** Removes everything between < and >, one pass, no patterns: its time grows with the length of the text alone. */
function stripHtml(text: string): string {
  let result = '';
  let cursor = 0;
  for (let open = text.indexOf('<'); open !== -1; open = text.indexOf('<', cursor)) {
    result += text.slice(cursor, open);
    const close = text.indexOf('>', open);
    if (close === -1) return result;
    cursor = close + 1;
  }
  return result + text.slice(cursor);
}
