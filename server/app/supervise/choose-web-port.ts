import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#server/platform/config/index.ts';
import { freeLoopbackPort, portProblem } from '#server/platform/processes/index.ts';

const TRIES = 100;
/** The web server of a run that was killed a moment ago notices that and ends; its port is ours again. */
const PATIENCE_MS = 1500;

/**
 * The port the web server will listen on. A port that a person asked for is used or refused in one sentence; the
 * default one gives way to the next free one.
 */
export async function chooseWebPort(config: Config, say: (line: string) => void): Promise<number> {
  if (config.port === 0) return freeLoopbackPort();
  const problem = await lastingProblemWith(config.port, config.host);
  if (!problem) return config.port;
  if (config.portIsExplicit)
    throw new Error(`PORT=${config.port} cannot be used: ${problem}. Choose another port.`);
  const next = await nextFreePort(config.port, config.host);
  if (next === undefined)
    throw new Error(`No port from ${config.port} to ${config.port + TRIES} is free. Set PORT.`);
  say(`Port ${config.port} is used by another program; using ${next} instead.`);
  return next;
}

/**
 * The port on which mail written by others is shown; undefined where it has none of its own. One that a person asked for
 * is used or refused in one sentence.
 *
 * @param webPort the one of the web server
 */
export async function chooseContentPort(
  { contentPort, baseUrl, host }: Config,
  webPort: number,
): Promise<number | undefined> {
  if (contentPort === undefined) return baseUrl === undefined ? await nextFreePort(webPort, host) : undefined;
  if (contentPort === 0) return freeLoopbackPort();
  const problem = await lastingProblemWith(contentPort, host);
  if (problem)
    throw new Error(`CONTENT_PORT=${contentPort} cannot be used: ${problem}. Choose another port.`);
  return contentPort;
}

async function nextFreePort(after: number, host: string): Promise<number | undefined> {
  for (let port = after + 1; port < Math.min(after + TRIES, 65_536); port++)
    if (!(await problemWith(port, host))) return port;
  return undefined;
}

async function lastingProblemWith(port: number, host: string): Promise<string | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const problem = await problemWith(port, host);
    if (!problem || Date.now() > deadline) return problem;
    await pause(100);
  }
}

async function problemWith(port: number, host: string): Promise<string | undefined> {
  const code = await portProblem(port, host);
  if (code === 'EACCES') return 'only an administrator may use it';
  if (code === 'EADDRNOTAVAIL') return `HOST=${host} is not an address of this machine`;
  if (code === 'EADDRINUSE') return 'another program uses it';
  if (code !== undefined) return code;
  // Browsers may take "localhost" for ::1: somebody listening there would be shown instead of us.
  const shadowed = host === '127.0.0.1' && (await portProblem(port, '::1')) === 'EADDRINUSE';
  return shadowed ? 'another program uses it on ::1' : undefined;
}
