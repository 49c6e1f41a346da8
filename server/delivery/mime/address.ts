import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\u{10ffff}-]+$/u;
const QUOTED = /^"(?:[\x20\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]|\\["\\])*"$/;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;
const DOMAIN_INPUT = /^[A-Za-z0-9.\u0080-\u{10ffff}-]+$/u;

/** An email address that cannot be written into an SMTP command or a header. The message is fit for people. */
export class AddressError extends Error {
  constructor(address: string, reason: string) {
    super(`“${address.replace(/[\x00-\x1f\x7f]/g, '�')}” is not an email address we can send to: ${reason}.`);
    this.name = 'AddressError';
  }
}

/**
 * The form of an address that goes into SMTP commands and headers: local part untouched, domain as A-labels
 * (RFC 5321 §4.1.2, RFC 5890). Limits: local part 64 octets, domain 255, whole address 254.
 *
 * @throws {AddressError} for anything else, so that nothing unchecked ever reaches a wire
 */
export function serialiseAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) throw new AddressError(address, 'it has no @ with a name before it');
  const local = address.slice(0, at);
  const domain = toAsciiDomain(address.slice(at + 1));
  if (domain === undefined) throw new AddressError(address, 'the domain is not valid');
  if (!isLocalPart(local)) throw new AddressError(address, 'the part before the @ is not valid');
  if (Buffer.byteLength(local) > 64)
    throw new AddressError(address, 'the part before the @ is longer than 64 octets');
  const whole = `${local}@${domain}`;
  if (Buffer.byteLength(whole) > 254) throw new AddressError(address, 'it is longer than 254 octets');
  return whole;
}

/** Whether a serialised address needs the SMTPUTF8 extension (RFC 6531): its local part is not ASCII. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\x00-\x7f]/.test(address);
}

/** Domains are few and come up with every message; this many are remembered. */
const MOST_KNOWN = 20_000;
const known = new Map<string, string | undefined>();

/** The domain as lower-case A-labels, or undefined when it is not a host name of letters, digits and hyphens. */
export function toAsciiDomain(domain: string): string | undefined {
  const ascii = known.get(domain);
  if (ascii !== undefined || known.has(domain)) return ascii;
  if (known.size >= MOST_KNOWN) known.clear();
  const written = writeDomain(domain);
  known.set(domain, written);
  return written;
}

function writeDomain(domain: string): string | undefined {
  if (!DOMAIN_INPUT.test(domain)) return undefined;
  const ascii = domainToASCII(domain).toLowerCase();
  if (ascii === '' || ascii.length > 253 || isIP(ascii) !== 0) return undefined;
  return ascii.split('.').every((label) => LABEL.test(label)) ? ascii : undefined;
}

/** The domain of an address as A-labels. */
export function addressDomain(address: string): string {
  const whole = serialiseAddress(address);
  return whole.slice(whole.lastIndexOf('@') + 1);
}

function isLocalPart(local: string): boolean {
  if (QUOTED.test(local)) return true;
  return ATOM.test(local) && !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
}
