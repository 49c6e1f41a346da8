import { toNumber, type Value } from './values.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * Formats a date with the common strftime letters, in UTC and English. The input is an ISO 8601 date or date-time, a
 * Unix time in seconds, or the word "now"; anything else is returned unchanged.
 */
export function formatDate(value: Value, format: string, now: Date): Value {
  const date = readDate(value, now);
  if (!date) return value;
  return format.slice(0, 200).replace(/%(-?)([a-zA-Z%])/g, (written, dash: string, letter: string) => {
    const part = datePart(date, letter);
    if (part === null) return written;
    return dash === '-' ? part.replace(/^[0 ](?=.)/, '') : part;
  });
}

function readDate(value: Value, now: Date): Date | null {
  const text = typeof value === 'string' && value.length <= 40 ? value.trim() : '';
  if (text === 'now' || text === 'today') return now;
  const seconds = toNumber(value);
  const isIso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text);
  if (seconds === null && !isIso) return null;
  const date = seconds !== null ? new Date(seconds * 1000) : new Date(asUtc(text));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A date-time without a zone means UTC, so that the same email reads the same on every server. */
function asUtc(text: string): string {
  const iso = text.replace(' ', 'T');
  return iso.length > 10 && !/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? `${iso}Z` : iso;
}

function datePart(date: Date, letter: string): string | null {
  const hours = date.getUTCHours();
  const two = (number: number) => String(number).padStart(2, '0');
  switch (letter) {
    case 'Y':
      return String(date.getUTCFullYear());
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return String(date.getUTCDate()).padStart(2, ' ');
    case 'B':
      return MONTHS[date.getUTCMonth()]!;
    case 'b':
      return MONTHS[date.getUTCMonth()]!.slice(0, 3);
    case 'A':
      return DAYS[date.getUTCDay()]!;
    case 'a':
      return DAYS[date.getUTCDay()]!.slice(0, 3);
    case 'H':
      return two(hours);
    case 'I':
      return two(hours % 12 || 12);
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'p':
      return hours < 12 ? 'AM' : 'PM';
    case 'F':
      return date.toISOString().slice(0, 10);
    case '%':
      return '%';
    default:
      return null;
  }
}
