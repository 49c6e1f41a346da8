import { domainToASCII } from 'node:url';
import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { type Connection, DEFAULT_TIMEOUTS, RouteError, type Timeouts } from '../smtp/index.ts';
import type { Found, Way } from '../ways/index.ts';
import { chooseHosts } from './choose-hosts.ts';
import type { MailHost } from './find-destination.ts';
import { LaneHealth } from './lane-health.ts';
import { createNews } from './news.ts';
import { type Manner, openMailHost } from './open-mail-host.ts';
import { operatorOfHost } from './operator-of-host.ts';
import { createSilent } from './silent-addresses.ts';
import { createWhereabouts } from './whereabouts.ts';

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
  /** Keeps the policies of receivers for all workers and through restarts; each is its own when left out. */
  database?: Database;
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
  /** Milliseconds between looks for MTA-STS policies that are due to be fetched again; an hour but for tests. */
  renewEvery?: number;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
};

/** Milliseconds. A host that does not even take the connection soon is not waited for: there are others. */
const PATIENCE = { connect: 15_000, greeting: 2 * 60_000 };

const HOUR = 60 * 60_000;

/** Mail straight to the receivers: for all sending servers of a worker that work so. */
export function createMxWays(options: MxOptions): MxWays {
  const { port = 25, allowPrivate = false, policyPort = 443, now = () => performance.now() } = options;
  const { log, nameServers, dns, database, renewEvery = HOUR } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...PATIENCE, ...options.timeouts };
  const news = createNews();
  const whereabouts = createWhereabouts({
    log,
    database,
    nameServers,
    dns,
    allowPrivate,
    policyPort,
    renewEvery,
    now,
    onNews: news.tell,
  });
  const health = new LaneHealth(now);
  const silent = createSilent(now);

  function find(server: MxServer, recipientDomain: string): MxFound {
    const domain = inAscii(recipientDomain);
    const destination = whereabouts.destination(domain);
    if (destination === undefined) return { kind: 'asking' };
    if (destination.kind === 'verdict') return { kind: 'verdict', outcome: destination.outcome };
    if (destination.kind === 'unreachable')
      return { kind: 'waiting', reason: { kind: 'name_servers', why: destination.why, serverId: null } };
    const policy = server.mtaSts ? whereabouts.policy(domain) : 'none';
    if (policy === undefined) return { kind: 'asking' };
    const choice = chooseHosts(domain, destination.hosts, policy, server);
    if ('outcome' in choice) return { kind: 'verdict', outcome: choice.outcome };
    const lane = laneOf(server, choice.hosts, choice.tls);
    const outcome = health.verdict(lane);
    return outcome ? { kind: 'verdict', outcome } : { kind: 'way', way: wayOf(server, lane, choice) };
  }

  function wayOf(server: MxServer, lane: string, { hosts, tls }: Reach): MxWay {
    const { key, name, start, most, messagesPerConnection } = operatorOfHost(hosts[0]!.host);
    return {
      lane,
      group: { key: `server:${server.id} group:${key}`, name, start, most },
      messagesPerConnection,
      open: () => open(server, lane, { hosts, tls }),
    };
  }

  async function open(server: MxServer, lane: string, { hosts, tls }: Reach): Promise<Connection> {
    const ehloName = server.ehloName ?? undefined;
    const localAddresses = server.localAddresses ?? [];
    try {
      const connection = await openMailHost(hosts, { port, tls, ehloName, localAddresses, timeouts }, silent);
      health.opened(lane, connection);
      return connection;
    } catch (error) {
      if (error instanceof RouteError) health.failed(lane, error);
      news.tell();
      throw error;
    }
  }

  return { find, onChange: news.listen, close: whereabouts.close };
}

type Reach = { hosts: MailHost[]; tls: Manner['tls'] };

function inAscii(domain: string): string {
  return /^[\x21-\x7e]*$/.test(domain) ? domain.toLowerCase() : domainToASCII(domain) || domain;
}

/** Domains at the same mail hosts share connections that are encrypted in the same manner. */
function laneOf(server: MxServer, hosts: MailHost[], tls: Manner['tls']): string {
  const names = hosts.map(({ host }) => host).sort();
  return `mx ${server.id} ${tls === 'offered' ? '' : `${tls} `}${names.join(',')}`;
}
