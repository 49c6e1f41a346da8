import { lookup, Resolver } from 'node:dns/promises';

/**
 * Finds the addresses of a host name, IPv4 and IPv6; none for a name that has none.
 * @param servers name servers to ask; the way of this machine, its hosts file included, when not given
 */
export function addressesFrom(servers: string[] | undefined): (host: string) => Promise<string[]> {
  if (!servers)
    return async (host) => (await none(lookup(host, { all: true }))).map(({ address }) => address);
  const resolver = new Resolver({ timeout: 5_000, tries: 2 });
  resolver.setServers(servers);
  return async (host) =>
    (await Promise.all([none(resolver.resolve4(host)), none(resolver.resolve6(host))])).flat();
}

async function none<T>(found: Promise<T[]>): Promise<T[]> {
  try {
    return await found;
  } catch {
    return [];
  }
}
