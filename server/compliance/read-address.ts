import { domainToASCII } from 'node:url';

export type AddressReading =
  /** `email` as it was written; `key` as addresses are compared and found. */
  | { ok: true; email: string; key: string }
  /** Why mail cannot go there: short words that fit after a line number. */
  | { ok: false; reason: string };

const LOCAL_LIMIT = 64;
const DOMAIN_LIMIT = 255;
const ADDRESS_LIMIT = 254;
const LABEL_LIMIT = 63;

/** What a local part is made of besides dots (RFC 5321 `atext`). */
const notAtext = /[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]/u;
const notDomainText = /[^A-Za-z0-9.\u0080-\u{10ffff}-]/u;

/**
 * Judges one address, already trimmed, by RFC 5321 §4.1.2 without quoted local parts and address literals: what people
 * type by mistake far more often than on purpose. Lengths as in RFC 5321 §4.5.3.1 and RFC 3696 erratum 1690, in octets.
 *
 * The key is the local part in lower case (RFC 5321 lets servers tell cases apart; none that matters does) with the
 * domain in lower case and ASCII (RFC 5890).
 */
export function readAddress(text: string): AddressReading {
  const shape = faultOfShape(text);
  if (shape) return { ok: false, reason: shape };
  const at = text.indexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  const fault = faultOfLocalPart(local);
  if (fault) return { ok: false, reason: fault };
  const ascii = toAscii(domain);
  const domainFault = faultOfDomain(domain, ascii);
  if (domainFault) return { ok: false, reason: domainFault };
  const key = `${local}@${ascii}`.toLowerCase();
  if (key.length > ADDRESS_LIMIT) return { ok: false, reason: `longer than ${ADDRESS_LIMIT} characters` };
  return { ok: true, email: text, key };
}

function faultOfShape(text: string): string | undefined {
  if (text === '') return 'no email address';
  if (text.startsWith('"')) return 'quotation marks before the @';
  const signs = text.split('@').length - 1;
  if (signs === 0) return 'no @';
  if (signs === 2) return 'two @ signs';
  if (signs > 2) return `${signs} @ signs`;
  return undefined;
}

function faultOfLocalPart(local: string): string | undefined {
  const part = 'the part before the @';
  if (local === '') return 'nothing before the @';
  const stray = notAtext.exec(local)?.[0];
  if (stray) return `${part} contains ${name(stray)}`;
  return (
    faultOfDots(local, part) ??
    (local.length > LOCAL_LIMIT ? `${part} is longer than 64 characters` : undefined)
  );
}

function faultOfDomain(domain: string, ascii: string | undefined): string | undefined {
  const part = 'the part after the @';
  if (domain === '') return 'nothing after the @';
  if (domain.startsWith('[')) return 'an IP address in place of a domain';
  const stray = notDomainText.exec(domain)?.[0];
  if (stray) return `${part} contains ${name(stray)}`;
  const dots = faultOfDots(domain, part);
  if (dots) return dots;
  if (!ascii) return `${part} is not a domain name`;
  if (ascii.length > DOMAIN_LIMIT) return `${part} is longer than 255 characters`;
  for (const label of ascii.split('.')) {
    if (label.startsWith('-') || label.endsWith('-'))
      return `a hyphen at the edge of “${label.slice(0, 40)}”`;
    if (label.length > LABEL_LIMIT) return `${part} has a name longer than 63 characters`;
  }
  return undefined;
}

function faultOfDots(text: string, part: string): string | undefined {
  if (text.startsWith('.')) return `${part} begins with a dot`;
  if (text.endsWith('.')) return `${part} ends with a dot`;
  if (text.includes('..')) return `${part} has two dots in a row`;
  return undefined;
}

/** Only names beyond ASCII go through IDNA: for a URL `iana.123` would be a broken IP address, for mail it is a name. */
function toAscii(domain: string): string | undefined {
  if (/^[\x00-\x7f]*$/.test(domain)) return domain.toLowerCase();
  const ascii = domainToASCII(domain);
  return ascii === '' || notDomainText.test(ascii) ? undefined : ascii;
}

function name(character: string): string {
  if (/\s/.test(character)) return 'a space';
  if (/[\p{C}\p{Z}]/u.test(character)) return 'an invisible character';
  return `“${character}”`;
}
