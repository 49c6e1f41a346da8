import { setTimeout as pause } from 'node:timers/promises';
import type { KeptProcess } from '#server/platform/processes/index.ts';

const PATIENCE_MS = 60_000;

/**
 * Waits until the web server says it is ready. It must have said that it listens first: if another program has taken
 * the port meanwhile, perhaps a second Mail Minion, it is that one which answers. Throws one sentence when a child process ends meanwhile (it would
 * end again), or when it takes over a minute; and the reason of `stop` when that aborts.
 */
export async function waitUntilReady(options: {
  host: string;
  port: number;
  web: KeptProcess;
  children: KeptProcess[];
  stop: AbortSignal;
}): Promise<void> {
  const { web, children, stop } = options;
  const address = `http://${reachable(options.host)}:${options.port}/healthz`;
  let failure: string | undefined;
  let listens = false;
  void web.isUp.then(() => (listens = true));
  for (const child of children) child.firstCrash.then((reason) => (failure ??= reason));
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    stop.throwIfAborted();
    if (failure) throw new Error(`Mail Minion could not start: ${failure} Its message is above.`);
    const answer = listens ? await ask(address) : 'the web server does not listen yet.';
    if (answer === 'ready') return;
    if (Date.now() > deadline) throw new Error(`Mail Minion did not become ready within a minute: ${answer}`);
    await pause(100);
  }
}

async function ask(address: string): Promise<string> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(5000) });
    return response.ok ? 'ready' : await response.text();
  } catch (error) {
    return (error as Error).message;
  }
}

/** An address to connect to, for an address to listen on. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
