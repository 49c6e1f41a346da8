import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#server/platform/config/index.ts';
import { type HeldPort, holdPort, portProblem } from '#server/platform/processes/index.ts';

const TRIES = 100;
/** The web server of a run that was killed a moment ago notices that and ends; its port is ours again. */
const PATIENCE_MS = 1500;

/**
 * The port the web server will listen on, taken at once: starting takes a while, and of two that start on the same machine the
 * second must find it taken. A port that a person asked for is used or refused in one sentence; the default one gives way to
 * the next free one.
 */
export async function takeWebPort(config: Config, say: (line: string) => void): Promise<HeldPort> {
  const { port, host } = config;
  const taken = await takePatiently(port, host);
  if (typeof taken !== 'string') return taken;
  if (config.portIsExplicit) throw new Error(`PORT=${port} cannot be used: ${taken}. Choose another port.`);
  const next = await takeNext(port, host);
  if (next === undefined) throw new Error(`No port from ${port} to ${port + TRIES} is free. Set PORT.`);
  say(`Port ${port} is used by another program; using ${next.port} instead.`);
  return next;
}

/**
 * The port on which mail written by others is shown, taken; undefined where it has none of its own. One that a person asked
 * for is used or refused in one sentence.
 *
 * @param webPort the one of the web server
 */
export async function takeContentPort(
  { contentPort, baseUrl, host }: Config,
  webPort: number,
): Promise<HeldPort | undefined> {
  if (contentPort === undefined) return baseUrl === undefined ? await takeNext(webPort, host) : undefined;
  const taken = await takePatiently(contentPort, host);
  if (typeof taken !== 'string') return taken;
  throw new Error(`CONTENT_PORT=${contentPort} cannot be used: ${taken}. Choose another port.`);
}

async function takeNext(after: number, host: string): Promise<HeldPort | undefined> {
  for (let port = after + 1; port < Math.min(after + TRIES, 65_536); port++) {
    const taken = await take(port, host);
    if (typeof taken !== 'string') return taken;
  }
  return undefined;
}

async function takePatiently(port: number, host: string): Promise<HeldPort | string> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const taken = await take(port, host);
    if (typeof taken !== 'string' || Date.now() > deadline) return taken;
    await pause(100);
  }
}

/** The port, or in words why it cannot be taken. */
async function take(port: number, host: string): Promise<HeldPort | string> {
  try {
    const held = await holdPort(port, host);
    // Browsers may take "localhost" for ::1: somebody listening there would be shown instead of us.
    const shadowed = host === '127.0.0.1' && (await portProblem(held.port, '::1')) === 'EADDRINUSE';
    if (!shadowed) return held;
    await held.release();
    return port === 0 ? await take(port, host) : 'another program uses it on ::1';
  } catch (error) {
    return inWords((error as NodeJS.ErrnoException).code ?? '', host);
  }
}

function inWords(code: string, host: string): string {
  if (code === 'EACCES') return 'only an administrator may use it';
  if (code === 'EADDRNOTAVAIL') return `HOST=${host} is not an address of this machine`;
  if (code === 'EADDRINUSE') return 'another program uses it';
  return code;
}
