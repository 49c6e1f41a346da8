import { createServer } from 'node:net';

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
function listenOnce(port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ port, host, exclusive: true }, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
  });
  return promise;
}
