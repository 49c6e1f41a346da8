import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import * as tls from 'node:tls';
import type { RouteFailure } from './outcome.ts';
import type { Route } from './route.ts';
import { Trouble } from './trouble.ts';

/** Milliseconds an address may keep silent while there are others to try. */
const TRY_NEXT_AFTER = 5_000;

/**
 * Connects to the first address of a route that answers, within `timeouts.connect` for all of them.
 *
 * @throws {Trouble}
 */
export async function connectSocket(route: Route): Promise<Socket> {
  const giveUpAt = performance.now() + route.timeouts.connect;
  const addresses = await addressesOf(route);
  let trouble = new Trouble('unreachable');
  for (const [index, address] of addresses.entries()) {
    const left = giveUpAt - performance.now();
    if (left <= 0) break;
    const isLast = index === addresses.length - 1;
    try {
      return await connectTo(route, address, isLast ? left : Math.min(left, TRY_NEXT_AFTER));
    } catch (error) {
      trouble = error as Trouble;
    }
  }
  throw trouble;
}

/**
 * Makes a connected socket an encrypted one: TLS 1.2 or later, with the route's host as SNI and as the name expected in
 * the certificate. The socket is destroyed when that fails.
 *
 * @throws {Trouble}
 */
export function encrypt(route: Route, socket: Socket): Promise<Socket> {
  const encrypted = tls.connect({
    socket,
    host: route.host,
    ...(isIP(route.host) === 0 && { servername: route.host }),
    rejectUnauthorized: route.verifyCertificate,
    minVersion: 'TLSv1.2',
  });
  return settle(encrypted, 'secureConnect', route.timeouts.connect, tlsFailure);
}

async function addressesOf(route: Route): Promise<string[]> {
  const addresses = route.addresses ?? (isIP(route.host) ? [route.host] : await lookUp(route));
  const { localAddress } = route;
  return localAddress === undefined
    ? addresses
    : addresses.filter((address) => isIP(address) === isIP(localAddress));
}

async function lookUp(route: Route): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Trouble('dns')), route.timeouts.connect);
  });
  try {
    const found = await Promise.race([lookup(route.host, { all: true, order: 'verbatim' }), patience]);
    return found.map(({ address }) => address);
  } catch (error) {
    throw new Trouble('dns', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function connectTo(route: Route, address: string, milliseconds: number): Promise<Socket> {
  const { port, localAddress } = route;
  const socket = connect({ host: address, port, noDelay: true, ...(localAddress && { localAddress }) });
  return settle(socket, 'connect', milliseconds, connectFailure);
}

/** Waits for a socket to get ready; what is not ready in time, or breaks, is destroyed. */
function settle<S extends Socket>(
  socket: S,
  ready: 'connect' | 'secureConnect',
  milliseconds: number,
  failureOf: (error: NodeJS.ErrnoException) => RouteFailure,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const done = (trouble?: Trouble) => {
      clearTimeout(timer);
      socket.off(ready, onReady).off('error', onError).off('close', onClose);
      if (trouble === undefined) return resolve(socket);
      socket.on('error', () => {});
      socket.destroy();
      reject(trouble);
    };
    const onReady = () => done();
    const onError = (error: Error) => done(new Trouble(failureOf(error), { cause: error }));
    const onClose = () => done(new Trouble(failureOf(new Error('the connection was closed'))));
    const timer = setTimeout(() => done(new Trouble('timeout')), milliseconds);
    socket.on(ready, onReady).on('error', onError).on('close', onClose);
  });
}

const UNREACHABLE = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EINVAL',
  'EACCES',
  'EPERM',
]);

function connectFailure({ code = '' }: NodeJS.ErrnoException): RouteFailure {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  return UNREACHABLE.has(code) ? 'unreachable' : 'closed';
}

const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH|ERR_TLS_CERT_ALTNAME)/;

function tlsFailure({ code = '' }: NodeJS.ErrnoException): RouteFailure {
  return CERTIFICATE.test(code) ? 'certificate' : 'tls';
}
