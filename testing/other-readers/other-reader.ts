import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '#testing/temporary-folder.ts';

const run = promisify(execFile);

/** A program written by others that reads mail: an interpreter with the modules it needs, and our script for it. */
export interface OtherReader {
  name: string;
  interpreter: string;
  script: string;
}

/** The first of the interpreters that has the module; a reason in words when none has. */
async function find(
  name: string,
  script: string,
  interpreters: string[],
  probe: string[],
): Promise<OtherReader | string> {
  for (const interpreter of interpreters) {
    try {
      await run(interpreter, probe);
      return { name, interpreter, script: join(import.meta.dirname, script) };
    } catch {
      // Another one may have it.
    }
  }
  return `${name} is not on this machine`;
}

const pythons = ['/usr/bin/python3', 'python3'];

export const pythonEmail = () =>
  find('Python', 'read_mail.py', pythons, [
    '-c',
    'import email.policy, sys; assert sys.version_info >= (3, 9)',
  ]);
export const dkimpy = () =>
  find('dkimpy (python3-dkim)', 'verify_dkim.py', pythons, ['-c', 'import dkim, nacl']);
export const mailDkim = () =>
  find(
    'Mail::DKIM (libmail-dkim-perl)',
    'verify_dkim.pl',
    ['perl'],
    ['-MMail::DKIM::Verifier', '-MJSON::PP', '-e1'],
  );

/** What a reader makes of each message; `args` come before the files. */
export async function readWith<Reading>(
  reader: OtherReader,
  messages: readonly Buffer[],
  args: string[] = [],
): Promise<Reading[]> {
  const folder = await temporaryFolder();
  try {
    const files = messages.map((_, index) => join(folder, `${index}.eml`));
    await Promise.all(files.map((file, index) => writeFile(file, messages[index]!)));
    const { stdout } = await run(reader.interpreter, [reader.script, ...args, ...files]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Reading);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
