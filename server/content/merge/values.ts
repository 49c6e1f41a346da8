/** What merge tags can see: JSON and nothing else. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/**
 * Looks a path up in the data. Only own properties of plain objects and items of arrays are seen, so names such as
 * constructor or __proto__ are ordinary missing fields. A missing field is null.
 */
export function lookUp(data: unknown, path: readonly (string | number)[]): Value {
  let current: unknown = data;
  for (const key of path) current = step(current, key);
  return toValue(current);
}

function step(from: unknown, key: string | number): unknown {
  if (typeof from === 'string') return key === 'size' ? from.length : null;
  if (Array.isArray(from)) return stepIntoArray(from, key);
  if (typeof from !== 'object' || from === null || from instanceof Date) return null;
  if (!Object.hasOwn(from, key)) return null;
  return (from as Record<string | number, unknown>)[key];
}

function stepIntoArray(from: unknown[], key: string | number): unknown {
  if (key === 'size') return from.length;
  if (key === 'first') return from[0] ?? null;
  if (key === 'last') return from[from.length - 1] ?? null;
  if (typeof key !== 'number' || !Number.isInteger(key)) return null;
  return from.at(key) ?? null;
}

/** Turns whatever the caller put into the data into a Value; functions, symbols and the like become null. */
export function toValue(raw: unknown): Value {
  switch (typeof raw) {
    case 'string':
    case 'boolean':
      return raw;
    case 'number':
      return Number.isFinite(raw) ? raw : null;
    case 'bigint':
      return raw.toString();
    case 'object':
      if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? null : raw.toISOString();
      return raw as Value;
    default:
      return null;
  }
}

/** The text of a value as it is printed: nothing for missing values and objects, a comma list for arrays. */
export function toText(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return Array.isArray(value) ? value.map(itemText).join(', ') : '';
  }
}

/** One item of a list as text; lists inside lists print nothing. */
export function itemText(item: unknown): string {
  const value = toValue(item);
  return typeof value === 'object' ? '' : toText(value);
}

/** Missing, false, or nothing but whitespace. An empty field of a contact counts as absent. */
export function isBlank(value: Value): boolean {
  if (value === null || value === false) return true;
  // A field of more than a thousand spaces is somebody's test of us, not an empty field.
  if (typeof value === 'string') return value === '' || (value.length <= 1_000 && value.trim() === '');
  return Array.isArray(value) && value.length === 0;
}

/** A number from a number or a text such as "12.5"; null when it is neither. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 40) return null;
  const text = value.trim();
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Characters a filter has to look at. */
export function lengthOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return 1;
  let length = value.length;
  for (const item of value) if (typeof item === 'string') length += item.length;
  return length;
}
