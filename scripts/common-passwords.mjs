/**
 * Makes the list of common passwords that are refused, from one that has the most common first:
 *
 *   node scripts/common-passwords.mjs 10-million-password-list-top-1000000.txt
 *
 * Kept are the 100,000 most common, because people put digits behind them, and all that are long enough to be chosen here.
 * See docs/passwords.md for where the list comes from.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const MOST_COMMON = 100_000;
const LONG_ENOUGH = 12;

const [source] = process.argv.slice(2);
if (!source) throw new Error('Say which list to read: node scripts/common-passwords.mjs LIST');
const all = readFileSync(source, 'utf8')
  .split(/\r?\n/)
  .map((line) => line.toLowerCase());
const kept = all
  .filter(
    (line, rank) => /^[\x21-\x7e]{4,128}$/.test(line) && (rank < MOST_COMMON || line.length >= LONG_ENOUGH),
  )
  .sort();
const text = `${[...new Set(kept)].join('\n')}\n`;
const file = join(import.meta.dirname, '../server/sign-in/passwords/common-passwords.txt.br');
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
writeFileSync(file, brotliCompressSync(text, { params }));
