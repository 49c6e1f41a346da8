import { isIPv4, isIPv6 } from 'node:net';
import {
  type Connection,
  RouteError,
  type RouteFailure,
  smtpTransport,
  type Timeouts,
} from '../smtp/index.ts';
import type { MailHost } from './find-destination.ts';

/** How mail hosts are talked to. */
export type Manner = {
  port: number;
  /** Encryption: when the host offers it, always, or always and with a certificate that is valid for its name. */
  tls: 'offered' | 'required' | 'verified';
  ehloName: string | undefined;
  /** Addresses to leave from; when there are any, only addresses of the same families are reached. */
  localAddresses: string[];
  timeouts: Timeouts;
};

type Attempt = { host: MailHost; address: string; localAddress: string | undefined };

/** Addresses tried for one connection. */
const MOST_ATTEMPTS = 8;

/** Remembers for a while which addresses did not answer, so that the next connection begins with those that do. */
export interface Silent {
  isSilent(address: string): boolean;
  note(address: string): void;
}

/**
 * Opens a connection to the first mail host that takes one, in the order of RFC 5321 §5.1: by preference, equal
 * preferences in random order, each host at its addresses. A host that says no is not asked again at another address.
 *
 * @throws {RouteError} the most telling of what went wrong when no host takes one; its `cause` lists all of them
 */
export async function openMailHost(hosts: MailHost[], manner: Manner, silent: Silent): Promise<Connection> {
  const failures: RouteError[] = [];
  const saidNo = new Set<MailHost>();
  const order = attempts(hosts, manner.localAddresses);
  const last = (attempt: Attempt) => Number(silent.isSilent(attempt.address));
  for (const attempt of order.sort((a, b) => last(a) - last(b)).slice(0, MOST_ATTEMPTS)) {
    if (saidNo.has(attempt.host)) continue;
    try {
      return await connect(attempt, manner);
    } catch (error) {
      if (!(error instanceof RouteError)) throw error;
      failures.push(inPlainWords(error, attempt));
      if (error.stage === 'connect') silent.note(attempt.address);
      else saidNo.add(attempt.host);
    }
  }
  throw mostTelling(failures);
}

function connect({ host, address, localAddress }: Attempt, manner: Manner): Promise<Connection> {
  const { tls } = manner;
  return smtpTransport.open({
    host: host.host,
    port: manner.port,
    addresses: [address],
    ...(localAddress !== undefined && { localAddress }),
    secure: false,
    starttls: tls === 'offered' ? 'optional' : 'required',
    // Without a policy a certificate that nobody vouches for is better than no encryption (RFC 7435).
    verifyCertificate: tls === 'verified',
    tlsTrouble: tls === 'offered' ? 'clear' : 'fail',
    ...(manner.ehloName !== undefined && { name: manner.ehloName }),
    timeouts: manner.timeouts,
  });
}

/** IPv6 and IPv4 in turns, so that a family that leads nowhere costs one try. */
function attempts(hosts: MailHost[], localAddresses: string[]): Attempt[] {
  const isBound = localAddresses.length > 0;
  return inOrder(hosts).flatMap((host) => {
    const [six, four] = [isIPv6, isIPv4].map((isOfFamily) => {
      const [localAddress] = shuffled(localAddresses.filter(isOfFamily));
      if (isBound && localAddress === undefined) return [];
      const addresses = shuffled(host.addresses.filter(isOfFamily));
      return addresses.map((address) => ({ host, address, localAddress }));
    });
    return inTurns(six!, four!);
  });
}

function inOrder(hosts: MailHost[]): MailHost[] {
  return shuffled(hosts).sort((a, b) => a.preference - b.preference);
}

function inTurns<T>(first: T[], second: T[]): T[] {
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, i) => [
    first[i],
    second[i],
  ]);
  return turns.flat().filter((each) => each !== undefined);
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** What a server said counts most, then what happened on a connection, then that there was none. */
const TELLING: RouteFailure[] = [
  'refused-by-server',
  'busy',
  'certificate',
  'no-starttls',
  'tls',
  'not-smtp',
  'closed',
];

function mostTelling(failures: RouteError[]): RouteError {
  const rank = ({ reason }: RouteError) =>
    (TELLING.indexOf(reason) + TELLING.length + 1) % (TELLING.length + 1);
  const first = [...failures].sort((a, b) => rank(a) - rank(b))[0];
  const { stage = 'connect', reason = 'unreachable', code, encrypted = false } = first ?? {};
  const text =
    first?.message ?? 'None of the mail hosts has an address that can be reached from the addresses set.';
  return new RouteError({ stage, reason, code, encrypted, text, cause: failures });
}

/** The client speaks to somebody who set up a relay; here nobody can change the port or the spelling. */
function inPlainWords(error: RouteError, { host, address }: Attempt): RouteError {
  const said = /“[\s\S]*”/.exec(error.message)?.[0];
  const what = said === undefined ? WHAT_HAPPENED[error.reason] : `said ${said}`;
  const text = `${host.host} (${address}) ${what}.`;
  const { stage, reason, code, encrypted } = error;
  return new RouteError({ stage, reason, code, encrypted, text, cause: error });
}

const WHAT_HAPPENED: Record<RouteFailure, string> = {
  dns: 'could not be looked up',
  refused: 'refuses connections',
  unreachable: 'cannot be reached from this machine',
  timeout: 'did not answer in time',
  closed: 'closed the connection before it was ready',
  certificate: 'has a certificate that is not valid for it',
  tls: 'could not agree on an encrypted connection',
  'no-starttls': 'does not offer encryption, which is required here',
  'auth-refused': 'asks for a login',
  'no-auth': 'asks for a login',
  busy: 'is not taking mail right now',
  'refused-by-server': 'refuses to talk to this machine',
  'not-smtp': 'does not answer like a mail server',
};
