import { networkInterfaces } from 'node:os';
import { domainToASCII } from 'node:url';
import type { Log } from '#server/platform/log/index.ts';
import { DEFAULT_TIMEOUTS, type Outcome, RouteError, type Timeouts } from '../smtp/index.ts';
import type { Found, Way } from '../ways/index.ts';
import { type Destination, deferred, findDestination, type MailHost, rejected } from './find-destination.ts';
import { LaneHealth } from './lane-health.ts';
import { Lookups } from './lookups.ts';
import { createMtaStsPolicies, type MtaStsPolicy, matchesPolicy } from './mta-sts/index.ts';
import { type Answer, createNameServers } from './name-servers.ts';
import { openMailHost } from './open-mail-host.ts';
import { operatorOfHost } from './operator-of-host.ts';
import { createSilent } from './silent-addresses.ts';

/** A sending server that brings mail to the mail hosts of each recipient's domain itself. */
export type MxServer = {
  id: string;
  /** The name given in EHLO: one whose address is ours and which our address points back to. */
  ehloName?: string | null | undefined;
  /** Addresses of this machine to leave from, in turns by chance. Any when empty. */
  localAddresses?: string[] | undefined;
  /** Mail leaves encrypted or not at all. Otherwise it is encrypted wherever the receiver can. */
  requireTls: boolean;
  /** Whether the policies of receivers are asked for and kept (MTA-STS, RFC 8461). */
  mtaSts: boolean;
};

/** The part of a way that follows from where the mail goes. */
export type MxWay = Pick<Way, 'lane' | 'group' | 'messagesPerConnection' | 'open'>;

export type MxFound = Exclude<Found, { kind: 'way' }> | { kind: 'way'; way: MxWay };

export interface MxWays {
  /** Answers at once from memory; what is not known yet is looked up in the background. */
  find(server: MxServer, recipientDomain: string): MxFound;
  /** Told, at most once in a turn of the event loop, when find() may answer differently from before. */
  onChange(listener: () => void): void;
  close(): void;
}

export type MxOptions = {
  log: Log;
  /** `192.0.2.53` or `192.0.2.53:5353`; those of the system when not given. */
  nameServers?: string[] | undefined;
  /** Port of mail hosts; 25 but for tests. */
  port?: number;
  /** For tests and closed networks: mail hosts and policies at addresses that are not public are reached too. */
  allowPrivate?: boolean;
  timeouts?: Partial<Timeouts>;
  /** Milliseconds and tries of one question to the name servers. */
  dns?: { timeout?: number; tries?: number };
  /** Port of the hosts of MTA-STS policies; 443 but for tests. */
  policyPort?: number;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
};

/** Domains, and mail hosts, whose whereabouts are remembered. */
const REMEMBERED = 20_000;
/** Domains looked up at once; the others are looked up when they are asked for again. */
const PENDING = 2_000;

/** Milliseconds. A host that does not even take the connection soon is not waited for: there are others. */
const PATIENCE = { connect: 15_000, greeting: 2 * 60_000 };

/** Mail straight to the receivers: for all sending servers of a worker that work so. */
export function createMxWays(options: MxOptions): MxWays {
  const { port = 25, allowPrivate = false, now = () => performance.now() } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...PATIENCE, ...options.timeouts };
  const news = createNews();
  const names = createNameServers({ servers: options.nameServers, ...options.dns });
  const health = new LaneHealth(now);
  const silent = createSilent(now);

  const addresses = new Lookups<Answer<string>>({
    limit: REMEMBERED,
    now,
    lookUp: async (host) => {
      const value = await names.addresses(host);
      const fresh = value.kind === 'found' ? Math.min(Math.max(value.seconds, 60), 3600) * 1_000 : 30_000;
      return { value, fresh, usable: fresh };
    },
  });
  const ownAddresses = addressesOfThisMachine();
  const addressesOf = (host: string) => addresses.get(host);
  const destinations = new Lookups<Destination>({
    limit: REMEMBERED,
    pendingLimit: PENDING,
    now,
    lookUp: (domain, before) =>
      findDestination(domain, before, { names, addressesOf, allowPrivate, ownAddresses, now }),
    onSettled: news.tell,
  });
  const policies = createMtaStsPolicies({
    names,
    addressesOf,
    allowPrivate,
    now,
    log: options.log,
    port: options.policyPort ?? 443,
    limit: REMEMBERED,
    pendingLimit: PENDING,
    onSettled: news.tell,
  });

  function find(server: MxServer, recipientDomain: string): MxFound {
    const domain = inAscii(recipientDomain);
    const destination = destinations.peek(domain);
    const policy = server.mtaSts ? policies.peek(domain) : 'none';
    if (destination === undefined || policy === undefined) return { kind: 'asking' };
    if (destination.kind === 'verdict') return { kind: 'verdict', outcome: destination.outcome };
    if (destination.kind === 'unreachable') return { kind: 'waiting', why: destination.why };
    return wayTo(server, domain, destination.hosts, policy);
  }

  function wayTo(server: MxServer, domain: string, all: MailHost[], policy: MtaStsPolicy | 'none'): MxFound {
    const others = withoutOurselves(all, server.ehloName);
    if (others.length === 0)
      return verdict(rejected('5.4.6', `Mail for ${domain} would come back to this machine.`));
    const isEnforced = policy !== 'none' && policy.mode === 'enforce';
    const hosts = isEnforced ? others.filter(({ host }) => matchesPolicy(host, policy)) : others;
    if (hosts.length === 0)
      return verdict(deferred('4.7.5', `None of the mail hosts of ${domain} is in its own MTA-STS policy.`));
    const lane = laneOf(server, hosts, isEnforced);
    const trouble = health.verdict(lane);
    if (trouble) return verdict(trouble);
    const operator = operatorOfHost(hosts[0]!.host);
    return {
      kind: 'way',
      way: {
        lane,
        group: {
          key: `server:${server.id} group:${operator.key}`,
          name: operator.name,
          start: operator.start,
          most: operator.most,
        },
        messagesPerConnection: operator.messagesPerConnection,
        open: () => open(server, lane, hosts, isEnforced),
      },
    };
  }

  async function open(server: MxServer, lane: string, hosts: MailHost[], isEnforced: boolean) {
    const required = server.requireTls ? 'required' : 'offered';
    try {
      const connection = await openMailHost(
        hosts,
        {
          port,
          tls: isEnforced ? 'verified' : required,
          ehloName: server.ehloName ?? undefined,
          localAddresses: server.localAddresses ?? [],
          timeouts,
        },
        silent,
      );
      health.opened(lane, connection);
      return connection;
    } catch (error) {
      if (error instanceof RouteError) {
        health.failed(lane, error);
        news.tell();
      }
      throw error;
    }
  }

  return {
    find,
    onChange: news.listen,
    close: () => names.close(),
  };
}

function inAscii(domain: string): string {
  return /^[\x21-\x7e]*$/.test(domain) ? domain.toLowerCase() : domainToASCII(domain) || domain;
}

function addressesOfThisMachine(): Set<string> {
  const all = Object.values(networkInterfaces()).flat();
  return new Set(all.map((each) => each!.address));
}

function verdict(outcome: Outcome): MxFound {
  return { kind: 'verdict', outcome };
}

/**
 * Were we a mail host of the domain, mail for it would come back to us: only hosts nearer to it than we are count
 * (RFC 5321 §5.1).
 */
function withoutOurselves(hosts: MailHost[], ehloName: string | null | undefined): MailHost[] {
  const own = hosts.find(({ host }) => host === ehloName?.toLowerCase());
  return own ? hosts.filter(({ preference }) => preference < own.preference) : hosts;
}

/** Domains at the same mail hosts share connections; a connection that a policy asks for is of another kind. */
function laneOf(server: MxServer, hosts: MailHost[], isEnforced: boolean): string {
  const names = hosts.map(({ host }) => host).sort();
  return `mx ${server.id} ${isEnforced ? 'verified ' : ''}${names.join(',')}`;
}

/** Tells listeners once for all the news of one turn. */
function createNews() {
  const listeners: (() => void)[] = [];
  let isDue = false;
  return {
    listen: (listener: () => void) => void listeners.push(listener),
    tell() {
      if (isDue) return;
      isDue = true;
      setImmediate(() => {
        isDue = false;
        for (const listener of listeners) listener();
      });
    },
  };
}
