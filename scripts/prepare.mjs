// What every script needs before the product can run: the locked packages on disk and a Node 24.
// Only Node's own modules may be used here: on a fresh clone nothing else is present, and Node may be 20.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node keeps compiled sources here: every process starts a second sooner and 20 MB smaller. */
const compileCache = join(root, '.cache', 'node');

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Installs the packages of package-lock.json unless exactly those are in place. Throws one sentence on failure. */
export async function ensureInstalled() {
  if (isInstalled(root)) return;
  console.log('Installing packages (only after a fetch, about a minute) …');
  const started = Date.now();
  const { code, output } = await runQuietly(npmCommand(), [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    // Some packages ask for Node 22 or newer; it is Node 24 that will run them, whatever runs npm.
    '--engine-strict=false',
    // NODE_ENV=production would leave out what builds the dashboard.
    '--include=dev',
    '--include=optional',
  ]);
  if (code !== 0) {
    throw new Error(
      `${output.trim()}\nThe packages could not be installed (npm ci failed, see above). Nothing was started.`,
    );
  }
  console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** The path of a Node 24 or newer: this one, else the one that came with the packages. Throws one sentence. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  throw new Error(
    `Mail Minion runs on Node 24; this is Node ${process.versions.node}, and no Node 24 is packaged for ` +
      `${process.platform}-${process.arch}. Install Node 24 and start again.`,
  );
}

/**
 * Runs a program of the product until it ends and passes on a request to stop, once.
 * The program gets a session of its own: Ctrl-C reaches every process of the terminal's group, and npm passes
 * it on as well, so without this the database would be interrupted together with those who still use it.
 * When this process vanishes (kill -9) the program notices through the closed IPC channel.
 * @returns {Promise<number>} the exit code
 */
export function runForeground(command, args, env = process.env) {
  const child = spawn(command, args, {
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let asked = false;
  for (const signal of stopSignals) {
    process.on(signal, () => {
      if (!asked) child.kill('SIGTERM');
      asked = true;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a script's main function; an error becomes its message and exit code 1. */
export async function main(run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last act of a complete install, so comparing it with
 * package-lock.json finds a missing, an interrupted and an outdated install alike.
 */
export function isInstalled(folder) {
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  let present;
  try {
    present = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || isForElsewhere(entry) || present[path]?.version === entry.version,
  );
}

/**
 * True for an optional package that npm may leave out here: one for other systems, or one that only such a
 * package needs. Packages for one C library alone (libc) come in pairs, and npm knows which is right.
 */
function isForElsewhere({ optional, os, cpu, libc }) {
  if (!optional) return false;
  const fits = (list, value) => list === undefined || [list].flat().includes(value);
  const namesThisSystem = os !== undefined && fits(os, process.platform) && fits(cpu, process.arch);
  return libc !== undefined || !namesThisSystem;
}

/** Under `npm start` the very npm that runs us, else the one in PATH. */
function npmCommand() {
  const path = process.env.npm_execpath;
  return path?.endsWith('.js') ? [process.execPath, path] : ['npm'];
}

function runQuietly([command, ...first], args) {
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-8000);
    });
  }
  // An install that went on behind our back would get in the way of the next one.
  let stopped = false;
  const stop = () => {
    stopped = true;
    child.kill();
  };
  for (const signal of stopSignals) process.on(signal, stop);
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`npm could not be run (${error.message}). Is it installed?`)),
    );
    child.once('close', (code) => {
      for (const signal of stopSignals) process.off(signal, stop);
      if (stopped) reject(new Error('Stopped while installing packages; the next start begins that anew.'));
      else resolve({ code, output });
    });
  });
}
