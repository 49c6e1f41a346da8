import { type FieldType, type FieldValue, fieldValueLimit } from './contract.ts';

/**
 * A text as a value of the type, the way people write it in files: `yes`, `12,5`, `31.12.2025`, `2025-12-31 09:30:00`.
 * Times without a zone are taken as UTC. Undefined when it does not fit; day-and-month orders that could mean two dates
 * (01/02/2024) never do. The text must be trimmed and not empty.
 */
export function readFieldText(type: FieldType, text: string): FieldValue | undefined {
  switch (type) {
    case 'text':
      return text.length > fieldValueLimit ? undefined : text;
    case 'number':
      return readNumber(text);
    case 'boolean':
      return booleans.get(text.toLowerCase());
    case 'date':
      return readDate(text);
  }
}

/** A JSON value as a value of the type, or undefined. Dates are normalised, everything else must be of its type. */
export function checkFieldValue(type: FieldType, value: FieldValue): FieldValue | undefined {
  if (type === 'number') return typeof value === 'number' ? value : undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (typeof value !== 'string') return undefined;
  return readFieldText(type, storable(value));
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();

const booleans = new Map<string, boolean>(
  Object.entries({
    true: ['true', 'yes', 'y', '1', 'on', 'ja', 'oui', 'si', 'sí', 'sim', 'wahr', 'vrai'],
    false: ['false', 'no', 'n', '0', 'off', 'nein', 'non', 'não', 'falsch', 'faux'],
  }).flatMap(([value, words]) => words.map((word) => [word, value === 'true'] as const)),
);

/** A decimal comma is taken as one where it cannot be a thousands separator. */
function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d{1,15}([.]\d{1,10})?|\d{1,15},(\d{1,2}|\d{4,10}))$/.test(text)) return undefined;
  return Number(text.replace(',', '.'));
}

const isoDate =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;
const dottedDate = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;

function readDate(text: string): string | undefined {
  const dotted = dottedDate.exec(text);
  if (dotted) return readDate(`${dotted[3]}-${dotted[2]!.padStart(2, '0')}-${dotted[1]!.padStart(2, '0')}`);
  const match = isoDate.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = match;
  const date = `${year}-${month}-${day}`;
  // Date.parse rolls 30 February over into March; a date that does not come back as it went in is none.
  const start = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(+start) || start.toISOString().slice(0, 10) !== date) return undefined;
  if (hour === undefined) return date;
  const offset = zone.toUpperCase() === 'UTC' ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const instant = new Date(`${date}T${hour}:${minute}:${second}${offset.toUpperCase()}`);
  return Number.isNaN(+instant) ? undefined : instant.toISOString();
}
