import type { FileNote } from './write-archive.ts';

/** The text that greets whoever opens the archive. */
export function readMe(
  account: string,
  at: Date,
  files: readonly Pick<FileNote, 'path' | 'about' | 'rows'>[],
): string {
  const lists = files.filter(({ path }) => !path.startsWith('campaigns/'));
  return `${account}: everything, as it was on ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC

${lists.map(({ path, about, rows }) => `${path}\n    ${about}${path.endsWith('.csv') ? ` ${counted(rows)}.` : ''}`).join('\n')}
campaigns/
    A folder for each campaign: campaign.json (its settings and runs), source.mjml, source.html or source.txt (as it was
    written), rendered.html and rendered.txt (as it looks to somebody of whom nothing but the address is known).

CSV files are in UTF-8, have a header and commas, and open in any spreadsheet. Times are in UTC. A cell that a spreadsheet would
take for a formula begins with an apostrophe. Ids are the same in all files. manifest.json names each file with its size, rows
and SHA-256, so that you can check that all arrived whole.

Passwords, keys and other secrets are not in here, nor what is somebody else's.
`;
}

const counted = (rows: number) => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
