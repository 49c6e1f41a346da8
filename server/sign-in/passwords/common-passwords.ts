import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

let list: Buffer | undefined;

/** Made by scripts/common-passwords.mjs: in lower case, one a line, in the order of their bytes. Read when first asked. */
function readList(): Buffer {
  list ??= brotliDecompressSync(readFileSync(join(import.meta.dirname, 'common-passwords.txt.br')));
  return list;
}

/** Whether so many people use it that it is among the first to be tried. Upper and lower case are the same here. */
export function isCommon(password: string): boolean {
  const wanted = Buffer.from(password.toLowerCase());
  const lines = readList();
  let [from, to] = [0, lines.length];
  while (from < to) {
    const middle = (from + to - 1) >> 1;
    const start = middle === 0 ? 0 : lines.lastIndexOf(10, middle - 1) + 1;
    const end = lines.indexOf(10, start);
    const order = Buffer.compare(wanted, lines.subarray(start, end));
    if (order === 0) return true;
    if (order < 0) to = start;
    else from = end + 1;
  }
  return false;
}

/** How many there are. */
export const countCommon = (): number => readList().reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0);
