import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const stampFile = join(root, 'dashboard/dist/.sources');

/**
 * Builds the dashboard unless dashboard/dist came from exactly these sources. The stamp is written last, so an
 * interrupted build counts for nothing. Throws with Vite's own words when the build fails.
 */
export async function buildDashboard(say: (line: string) => void, stop?: AbortSignal): Promise<void> {
  // A packaged release carries the built dashboard alone.
  if (!existsSync(join(root, 'dashboard/index.html'))) return;
  const sources = hashSources();
  if (readStamp() === sources) return;
  say('Building the dashboard …');
  rmSync(stampFile, { force: true });
  await runVite(stop);
  writeFileSync(stampFile, sources);
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of sourceFiles())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Everything a build depends on: the dashboard, the contracts it imports from the server, and the packages. */
function sourceFiles(): string[] {
  const inDashboard = globSync('dashboard/**/*', {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => ['dist', 'node_modules', 'tests'].includes(entry.name),
  });
  const files = inDashboard
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  return [...files, ...globSync('server/**/contract.ts', { cwd: root }), 'package-lock.json'].sort();
}

function readStamp(): string | undefined {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

function runVite(stop: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', 'dashboard', '--configLoader', 'native'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: stop,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-8000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.once('error', (error) => reject(stop?.aborted ? stop.reason : error));
  child.once('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`${output.trim()}\nThe dashboard could not be built (see above).`));
  });
  return promise;
}
