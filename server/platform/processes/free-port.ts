import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody else can take, until it is released for whoever is to listen on it. */
export interface HeldPort {
  port: number;
  release(): Promise<void>;
}

/**
 * Takes a port by listening on it; 0 takes any. Whoever connects meanwhile is turned away.
 * @throws a system error with a code such as EADDRINUSE
 */
export async function holdPort(port: number, host: string): Promise<HeldPort> {
  const server = createServer((connection) => connection.destroy());
  server.listen({ port, host, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async release() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Why a server cannot listen on this port of this address now, as a system error code; undefined when it can. */
export function portProblem(port: number, host: string): Promise<string | undefined> {
  return listenOnce(port, host).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );
}

/** A free port of 127.0.0.1: the preferred one when it is free, else one the system picks. */
export async function freeLoopbackPort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await portProblem(preferred, '127.0.0.1')) === undefined) return preferred;
  return listenOnce(0, '127.0.0.1');
}

/** Listens, stops again, and gives the port. */
async function listenOnce(port: number, host: string): Promise<number> {
  const held = await holdPort(port, host);
  await held.release();
  return held.port;
}
