import { isIPv6, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { type Abilities, readAbilities } from './abilities.ts';
import { readReply } from './classify-reply.ts';
import { connectSocket, encrypt } from './connect-socket.ts';
import { logIn } from './log-in.ts';
import { RouteError, type RouteFailure, type Stage } from './outcome.ts';
import type { Route } from './route.ts';
import { routeError } from './route-error.ts';
import { Trouble } from './trouble.ts';
import { EndedError, type Ending, Wire } from './wire.ts';

/** A session that is ready for mail, and what its server can do. */
export type Session = { wire: Wire; abilities: Abilities };

/** How far the opening of a session has come. */
type Progress = { stage: Stage; wire: Wire | undefined; isSecure: boolean };

/** Milliseconds that a server has to answer QUIT. */
const QUIT_PATIENCE = 2_000;

/** What would end the word, or the command. */
const NOT_IN_NAMES = /[^\x21-\x7e]+/g;

/** How a session ends that nobody needs any more. */
export const GIVEN_UP: Ending = { how: 'here', text: 'The connection was closed from this side.' };

/**
 * Opens a session and logs in.
 *
 * @throws {RouteError} when any step fails; the socket is closed then
 */
export async function openSession(route: Route): Promise<Session> {
  try {
    return await tryToOpen(route);
  } catch (error) {
    if (!mayGoOnInTheClear(route, error)) throw error;
    return await tryToOpen({ ...route, starttls: 'off' });
  }
}

/** Ends a session politely, and soon: the server's answer to QUIT is not waited for long. */
export function quit(wire: Wire): void {
  wire.ask('QUIT', QUIT_PATIENCE).then(
    () => wire.end(GIVEN_UP),
    () => {},
  );
}

async function tryToOpen(route: Route): Promise<Session> {
  const progress: Progress = { stage: 'connect', wire: undefined, isSecure: false };
  try {
    return await walkThrough(route, progress);
  } catch (error) {
    progress.wire?.end(GIVEN_UP);
    throw routeError(route, progress.stage, progress.isSecure, asTrouble(error));
  }
}

async function walkThrough(route: Route, progress: Progress): Promise<Session> {
  let socket = await connectSocket(route);
  if (route.secure) socket = await secure(route, progress, socket);

  progress.stage = 'greeting';
  const wire = startWire(progress, socket);
  const greeting = await wire.ask(undefined, route.timeouts.greeting);
  if (greeting.code !== 220) throw refused(greeting);

  let session = await hello(route, progress, wire);
  if (!wire.isSecure && route.starttls !== 'off') session = await startTls(route, progress, session);
  if (route.auth) {
    progress.stage = 'auth';
    await logIn(session.wire, session.abilities, route.auth, route.timeouts.envelope);
  }
  return session;
}

/** EHLO, or HELO where that is not known. */
async function hello(route: Route, progress: Progress, wire: Wire): Promise<Session> {
  progress.stage = 'ehlo';
  const name = route.name?.replace(NOT_IN_NAMES, '') || ownName(wire);
  let asked = await wire.ask(`EHLO ${name}`, route.timeouts.envelope);
  const isUnknown = asked.code >= 500;
  if (isUnknown) asked = await wire.ask(`HELO ${name}`, route.timeouts.envelope);
  if (asked.code < 200 || asked.code >= 300) throw refused(asked);
  return { wire, abilities: readAbilities(isUnknown ? Buffer.alloc(0) : asked.raw) };
}

/** Goes over to TLS where the server offers it. Nothing it said before counts after (RFC 3207 §4.2). */
async function startTls(route: Route, progress: Progress, { wire, abilities }: Session): Promise<Session> {
  progress.stage = 'tls';
  const mayGoWithout = route.starttls === 'optional';
  if (!abilities.starttls) {
    if (mayGoWithout) return { wire, abilities };
    throw new Trouble('no-starttls');
  }
  const { code, raw } = await wire.ask('STARTTLS', route.timeouts.envelope);
  if (code !== 220) {
    if (mayGoWithout && code >= 400 && code !== 421) return { wire, abilities };
    throw code >= 500 ? new Trouble('no-starttls', { reply: readReply(code, raw) }) : refused({ code, raw });
  }
  const plain = wire.release();
  if (!plain) {
    const because =
      'sent more than its consent to encrypt, as somebody would who slips in commands of their own';
    throw new Trouble('tls', { because });
  }
  const socket = await secure(route, progress, plain);
  return await hello(route, progress, startWire(progress, socket));
}

async function secure(route: Route, progress: Progress, socket: Socket): Promise<Socket> {
  progress.stage = 'tls';
  const encrypted = await encrypt(route, socket);
  progress.isSecure = true;
  return encrypted;
}

function startWire(progress: Progress, socket: Socket): Wire {
  progress.wire = new Wire(socket);
  return progress.wire;
}

function refused({ code, raw }: { code: number; raw: Buffer }): Trouble {
  const reply = readReply(code, raw);
  if (code >= 500) return new Trouble('refused-by-server', { reply });
  return new Trouble(code >= 400 ? 'busy' : 'not-smtp', { reply });
}

const REASONS: Record<Ending['how'], RouteFailure> = {
  timeout: 'timeout',
  closed: 'closed',
  nonsense: 'not-smtp',
  here: 'closed',
};

function asTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  if (error instanceof EndedError) return new Trouble(REASONS[error.ending.how], { cause: error });
  return new Trouble('closed', { cause: error });
}

/** Encryption that nobody insists on must not stop mail; a password never goes in the clear for its sake. */
function mayGoOnInTheClear(route: Route, error: unknown): boolean {
  const isOptional = route.starttls === 'optional' && !route.secure && route.auth === undefined;
  return isOptional && route.tlsTrouble === 'clear' && error instanceof RouteError && error.stage === 'tls';
}

/** The host name where it is a full one, else the address as a literal (RFC 5321 §4.1.4). */
function ownName(wire: Wire): string {
  const name = hostname();
  if (name.includes('.') && /^[a-z0-9.-]+$/i.test(name)) return name;
  const address = wire.localAddress;
  return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}
