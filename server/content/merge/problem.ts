/** The part of an email a problem was found in. */
export type Where = 'subject' | 'preheader' | 'from_name' | 'source' | 'text';

/** Something the writer has to mend; `line` and `column` count from 1. */
export interface ContentProblem {
  message: string;
  line: number;
  column: number;
  where: Where;
}

/** A place in a source text, both numbers counted from 1. */
export type Position = [line: number, column: number];

/** Thrown inside the merge language only; callers turn it into a ContentProblem. */
export class MergeError extends Error {
  readonly at: Position;

  constructor(message: string, at: Position) {
    super(message);
    this.name = 'MergeError';
    this.at = at;
  }
}

/** Builds a function that turns an offset of `source` into line and column, each lookup O(log lines). */
export function positionsOf(source: string): (offset: number) => Position {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - starts[low]! + 1];
  };
}
