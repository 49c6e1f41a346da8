import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Addresses that are not on the public internet, or stand for this machine (RFC 6890 and its registries). */
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** Whether an address can be reached from anywhere, rather than leading into the network this machine stands in. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return !inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** A host that must not be reached on behalf of anybody but the operator. The message is fit for people. */
export class PrivateHostError extends Error {
  override name = 'PrivateHostError';
  constructor(host: string) {
    super(
      `${host} is in a private network or on this machine itself. Only the operator of this install may use such a server.`,
    );
  }
}

/**
 * The address to connect to for a host that somebody other than the operator named. Connecting to this very address,
 * and not to the name once more, is what keeps a changing DNS answer from leading elsewhere.
 *
 * @throws {PrivateHostError} when any of its addresses is private
 * @throws {Error} the resolver's own, when the name cannot be resolved
 */
export async function publicAddressOf(host: string): Promise<string> {
  const addresses = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host }];
  if (addresses.some(({ address }) => !isPublicAddress(address))) throw new PrivateHostError(host);
  return addresses[0]!.address;
}
