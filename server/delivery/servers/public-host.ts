import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '#server/platform/outside/index.ts';

/** A host that must not be reached on behalf of anybody but the operator. The message is fit for people. */
export class PrivateHostError extends Error {
  override name = 'PrivateHostError';
  constructor(host: string) {
    super(
      `${host} is in a private network or on this machine itself. Only an admin of this install, logged in with a second factor, may use such a server.`,
    );
  }
}

/**
 * The addresses to connect to for a host that somebody other than the operator named. Connecting to these very ones,
 * and not to the name once more, is what keeps a changing DNS answer from leading elsewhere.
 *
 * @throws {PrivateHostError} when any of its addresses is private
 * @throws {Error} the resolver's own, when the name cannot be resolved
 */
export async function publicAddressesOf(host: string): Promise<string[]> {
  const found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host }];
  const addresses = found.map(({ address }) => address);
  if (!addresses.every(isPublicAddress)) throw new PrivateHostError(host);
  return addresses;
}
