import { networkInterfaces } from 'node:os';
import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { type Answer, createNameServers } from '#server/platform/outside/index.ts';
import { type Destination, findDestination } from './find-destination.ts';
import { Lookups } from './lookups.ts';
import { createMtaStsPolicies, KeptPolicies, type MtaStsPolicy } from './mta-sts/index.ts';

/** What is known of where mail for domains goes. Domains are in lower case and in ASCII. */
interface Whereabouts {
  /** Undefined while it is being looked up. */
  destination(domain: string): Destination | undefined;
  /** Undefined while it is being looked up. */
  policy(domain: string): MtaStsPolicy | 'none' | undefined;
  close(): void;
}

type Options = {
  log: Log;
  database: Database | undefined;
  nameServers: string[] | undefined;
  dns: { timeout?: number; tries?: number } | undefined;
  allowPrivate: boolean;
  policyPort: number;
  renewEvery: number;
  now: () => number;
  onNews: () => void;
};

/** Domains, and mail hosts, that are remembered. */
const REMEMBERED = 20_000;
/** Domains looked up at once; the others are looked up when they are asked for again. */
const PENDING = 2_000;

export function createWhereabouts(options: Options): Whereabouts {
  const { allowPrivate, now, log } = options;
  const names = createNameServers({ servers: options.nameServers, ...options.dns });
  const ownAddresses = addressesOfThisMachine();

  const addresses = new Lookups<Answer<string>>({
    limit: REMEMBERED,
    now,
    lookUp: async (host) => {
      const value = await names.addresses(host);
      const fresh = value.kind === 'found' ? Math.min(Math.max(value.seconds, 60), 3600) * 1_000 : 30_000;
      return { value, fresh, usable: fresh };
    },
  });
  const addressesOf = (host: string) => addresses.get(host);
  const remembering = { limit: REMEMBERED, pendingLimit: PENDING, now, onSettled: options.onNews };
  const destinations = new Lookups<Destination>({
    ...remembering,
    lookUp: (domain, before) =>
      findDestination(domain, before, { names, addressesOf, allowPrivate, ownAddresses, now }),
  });
  const policies = createMtaStsPolicies({
    ...remembering,
    names,
    addressesOf,
    allowPrivate,
    log,
    port: options.policyPort,
    kept: options.database && new KeptPolicies(options.database),
  });

  const renewing = setInterval(() => policies.renewDue(), options.renewEvery);
  renewing.unref();

  return {
    destination: (domain) => destinations.peek(domain),
    policy: (domain) => policies.peek(domain),
    close() {
      clearInterval(renewing);
      names.close();
    },
  };
}

function addressesOfThisMachine(): Set<string> {
  const all = Object.values(networkInterfaces()).flat();
  return new Set(all.map((each) => each!.address));
}
