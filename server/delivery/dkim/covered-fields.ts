import type { HeaderField } from '../mime/index.ts';

/**
 * Fields under signature, each listed once more than it occurs: adding another From, Subject or List-Unsubscribe
 * on the way breaks the signature instead of changing what the reader sees (RFC 6376 §5.4.2). RFC 8058 wants both
 * List-Unsubscribe fields in here.
 */
const OVERSIGNED = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
];

/** The `h=` list as folded for the header, and the canonical text of the fields under it. */
export interface Covered {
  names: string;
  canonical: string;
}

/** @param fields a header in which no name comes twice */
export function coverFields(fields: readonly HeaderField[]): Covered {
  const names: string[] = [];
  let canonical = '';
  for (const name of OVERSIGNED) {
    const field = fields.find((one) => one.name === name);
    if (field) {
      canonical += field.relaxed;
      names.push(name);
    }
    names.push(name);
  }
  return { names: foldNames(names.join(':')), canonical };
}

/** Octets of the longest `h=` list. */
export const longestNames = fold(OVERSIGNED.flatMap((name) => [name, name])).length;

const folded = new Map<string, string>();

/** There are only as many lists as there are sets of fields, so each is folded once. */
function foldNames(names: string): string {
  const known = folded.get(names);
  if (known !== undefined) return known;
  const fresh = fold(names.split(':'));
  folded.set(names, fresh);
  return fresh;
}

function fold(names: string[]): string {
  let out = '';
  let column = 3;
  for (const [index, name] of names.entries()) {
    const token = index === names.length - 1 ? name : `${name}:`;
    if (column + token.length > 76) {
      out += '\r\n ';
      column = 1;
    }
    out += token;
    column += token.length;
  }
  return out;
}
