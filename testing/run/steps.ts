import { spawn } from 'node:child_process';
import { join } from 'node:path';

const started = Date.now();
const failed: string[] = [];

/** Does one part of the check and prints how long it took; a failure is told and remembered, and the rest goes on. */
export async function step(name: string, work: () => Promise<void>): Promise<void> {
  const begun = Date.now();
  try {
    await work();
    console.log(`✔ ${name} (${seconds(begun)})`);
  } catch (error) {
    failed.push(name);
    console.log(`${(error as Error).message}\n✖ ${name} (${seconds(begun)})`);
  }
}

/** Prints the total and gives the exit code. */
export function summary(): number {
  const verdict = failed.length === 0 ? 'Everything passed' : `Failed: ${failed.join(', ')}`;
  console.log(`\n${verdict} (${seconds(started)} in all).`);
  return failed.length === 0 ? 0 : 1;
}

/** Runs a program to its end. Throws with its output when it fails. */
export function runProgram(
  [program = '', ...args]: string[],
  { stop }: { stop: AbortSignal },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(program, args, {
    cwd: join(import.meta.dirname, '../..'),
    signal: stop,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  child.once('error', reject);
  child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(output.trim()))));
  return promise;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
