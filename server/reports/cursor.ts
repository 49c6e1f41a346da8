import { problem } from '#server/platform/http/index.ts';

/** The last row of a page: its time as PostgreSQL writes it, and its position. */
export interface Place {
  at: string;
  position: number;
}

export const writeCursor = ({ atExactly, position }: { atExactly: string; position: number }) =>
  Buffer.from(`${atExactly}|${position}`).toString('base64url');

/** @throws invalid_input */
export function readCursor(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, at, position] = /^(-infinity|\d{4}-\d\d-\d\d[ \d:.+-]+)\|(\d{1,10})$/.exec(text) ?? [];
  if (!at || !position || (at !== '-infinity' && Number.isNaN(Date.parse(at)))) {
    throw problem('invalid_input', 'The cursor is not one of ours.');
  }
  return { at, position: Number(position) };
}
