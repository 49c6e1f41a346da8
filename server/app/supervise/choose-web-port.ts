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
  for (let port = config.port + 1; port < config.port + TRIES; port++) {
    if (await problemWith(port, config.host)) continue;
    say(`Port ${config.port} is used by another program; using ${port} instead.`);
    return port;
  }
  throw new Error(`No port from ${config.port} to ${config.port + TRIES} is free. Set PORT.`);
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
