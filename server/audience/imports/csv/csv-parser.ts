import { readRecord } from './read-record.ts';

/** One row of the file. */
export interface CsvRow {
  cells: string[];
  /** Physical line it begins on; the first line of the file is 1. */
  line: number;
  /** Why the row cannot be read, in words that fit after a line number. */
  fault?: string;
}

/** Longest row, in UTF-16 units. */
export const rowLimit = 64 * 1024;

/**
 * Takes text piece by piece and answers the rows that are complete; memory holds one piece and one row. Blank lines are
 * no rows but count as lines. A quote that is never closed spoils the line it stands on, not the rest of the file; looking
 * for its end costs no more than one such look in 64 KB, as any later odd quote would have closed it.
 */
export class CsvParser {
  readonly #delimiter: number;
  #rest = '';
  #line = 1;
  #skipping = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** @param final whether this is the last piece. */
  push(piece: string, final = false): CsvRow[] {
    const text = this.#rest + piece;
    const rows: CsvRow[] = [];
    let at = this.#skipping ? this.#skipLine(text, 0) : 0;
    while (at < text.length && !this.#skipping) {
      const record = readRecord(text, at, this.#delimiter, final);
      if (record && record.end - at <= rowLimit) {
        if (!isBlank(record.cells)) rows.push({ cells: record.cells, line: this.#line });
        this.#line += record.breaks + 1;
        at = record.end;
      } else if (!record && !final && text.length - at <= rowLimit) {
        break;
      } else {
        at = this.#refuse(text, at, rows);
      }
    }
    this.#rest = text.slice(at);
    return rows;
  }

  /** Refuses the line at `at` and answers where to go on. */
  #refuse(text: string, at: number, rows: CsvRow[]): number {
    const length = text.slice(at, at + rowLimit + 1).search(/[\r\n]/);
    const start = text.slice(at, length < 0 ? at + 200 : at + length);
    const line = this.#line;
    if (length < 0 && text.length - at > rowLimit) {
      rows.push({ cells: [start], line, fault: 'longer than 64 KB' });
      return this.#skipLine(text, at);
    }
    const cells = start.split(String.fromCharCode(this.#delimiter));
    rows.push({ cells, line, fault: 'a quotation mark that is not closed within 64 KB' });
    return this.#skipLine(text, at);
  }

  /** Goes past the end of the present line, in a later piece if need be. */
  #skipLine(text: string, at: number): number {
    const ending = /\r\n|\n|\r(?!$)/g;
    ending.lastIndex = at;
    const found = ending.exec(text);
    this.#skipping = !found;
    if (!found) return text.endsWith('\r') ? text.length - 1 : text.length;
    this.#line += 1;
    return ending.lastIndex;
  }
}

const isBlank = (cells: string[]) => cells.length === 1 && cells[0]!.trim() === '';
