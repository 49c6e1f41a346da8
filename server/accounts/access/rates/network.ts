import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network an address belongs to, as far as one can tell: /24 of IPv4, /48 of IPv6. Addresses of one network are
 * often one customer or one site.
 */
export function networkOf(ip: string): string {
  const plain = withoutMapping(ip);
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  return isIPv6(plain) ? `${hextets(plain).slice(0, 3).join(':')}::/48` : plain;
}

/** Who a single caller is: an IPv4 address, or the /64 that one machine may walk through at will. */
export function machineOf(ip: string): string {
  const plain = withoutMapping(ip);
  return isIPv6(plain) ? `${hextets(plain).slice(0, 4).join(':')}::/64` : plain;
}

/** IPv4 addresses written as IPv6, as a server that listens on both sees them. */
const withoutMapping = (ip: string) => ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** The eight parts of an IPv6 address, the left out zeros filled in. */
function hextets(ip: string): string[] {
  const [head = '', tail] = ip.split('::');
  const parts = (half: string) => (half === '' ? [] : half.split(':'));
  const [left, right] = [parts(head), parts(tail ?? '')];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map((part) => part.replace(/^0+(?=.)/, ''));
}
