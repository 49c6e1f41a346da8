const QUOTE = 34;
const LF = 10;
const CR = 13;

interface RecordRead {
  cells: string[];
  /** Where the next record begins. */
  end: number;
  /** Line breaks inside quoted cells. */
  breaks: number;
}

/**
 * Reads one record of delimited text (RFC 4180) at `from`, taking what people's files bring: any line ending, quotes in
 * the middle of a cell as they stand, text after a closing quote as part of the cell.
 * @param final whether `text` ends where the file ends.
 * @returns undefined when the record does not end within `text`: more is needed, or, if final, a quote is never closed.
 */
export function readRecord(
  text: string,
  from: number,
  delimiter: number,
  final: boolean,
): RecordRead | undefined {
  const cells: string[] = [];
  let breaks = 0;
  let at = from;
  for (;;) {
    let quoted = '';
    if (text.charCodeAt(at) === QUOTE) {
      const cell = readQuoted(text, at + 1, final);
      if (!cell) return undefined;
      quoted = cell.value;
      breaks += cell.breaks;
      at = cell.end;
    }
    const end = endOfCell(text, at, delimiter);
    if (end === text.length && !final) return undefined;
    cells.push(quoted === '' ? text.slice(at, end) : quoted + text.slice(at, end));
    const stop = text.charCodeAt(end);
    if (stop === delimiter) {
      at = end + 1;
      continue;
    }
    // A carriage return at the very end may be half of a line ending.
    if (stop === CR && end + 1 === text.length && !final) return undefined;
    const width = end === text.length ? 0 : stop === CR && text.charCodeAt(end + 1) === LF ? 2 : 1;
    return { cells, end: end + width, breaks };
  }
}

function readQuoted(text: string, from: number, final: boolean) {
  let value = '';
  let start = from;
  for (;;) {
    const quote = text.indexOf('"', start);
    if (quote < 0 || (quote + 1 === text.length && !final)) return undefined;
    value += text.slice(start, quote);
    if (text.charCodeAt(quote + 1) !== QUOTE) return { value, end: quote + 1, breaks: countBreaks(value) };
    value += '"';
    start = quote + 2;
  }
}

function endOfCell(text: string, from: number, delimiter: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === delimiter || code === LF || code === CR) break;
  }
  return end;
}

const countBreaks = (text: string) => text.match(/\r\n|\n|\r/g)?.length ?? 0;
