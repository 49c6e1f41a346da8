import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { toAsciiDomain } from '../mime/index.ts';

/** A key ready to sign: parsed once, kept for the life of the process. */
export type DkimKey = {
  /** The signing domain (`d=`) as A-labels. */
  domain: string;
  /** The selector (`s=`): one DNS label or several joined by dots. */
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  privateKey: KeyObject;
  /** Octets of each of its signatures. */
  signatureLength: number;
};

/** A DKIM key that cannot sign. Mail that should be signed is held back rather than sent unsigned. */
export class DkimKeyError extends Error {
  constructor(domain: string, reason: string) {
    super(
      `The DKIM key of ${domain} cannot be used: ${reason}. Messages wait until it is replaced or deleted.`,
    );
    this.name = 'DkimKeyError';
  }
}

/**
 * Parses a PKCS#8 PEM private key for signing.
 *
 * @throws {DkimKeyError} when it is not an RSA key of 1024 bits or more (RFC 8301) or an Ed25519 key (RFC 8463)
 */
export function loadDkimKey(key: { domain: string; selector: string; privateKeyPem: string }): DkimKey {
  const domain = toAsciiDomain(key.domain);
  if (domain === undefined) throw new DkimKeyError(key.domain, 'the domain is not valid');
  if (!isSelector(key.selector)) throw new DkimKeyError(domain, 'the selector is not valid');
  return { domain, selector: key.selector, ...parsePrivateKey(domain, key.privateKeyPem) };
}

/** Whether a selector can stand in DNS: labels of letters, digits and inner hyphens, joined by dots. */
export function isSelector(selector: string): boolean {
  return (
    selector.length <= 63 &&
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(selector)
  );
}

function parsePrivateKey(
  domain: string,
  pem: string,
): Pick<DkimKey, 'algorithm' | 'privateKey' | 'signatureLength'> {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (cause) {
    throw Object.assign(new DkimKeyError(domain, 'it is not a private key in PEM form'), { cause });
  }
  if (privateKey.asymmetricKeyType === 'ed25519')
    return { algorithm: 'ed25519-sha256', privateKey, signatureLength: 64 };
  if (privateKey.asymmetricKeyType !== 'rsa') {
    throw new DkimKeyError(
      domain,
      `it is of the kind ${privateKey.asymmetricKeyType}, which DKIM does not know`,
    );
  }
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 1024) throw new DkimKeyError(domain, `it has ${bits} bits, receivers ask for 1024 or more`);
  return { algorithm: 'rsa-sha256', privateKey, signatureLength: Math.ceil(bits / 8) };
}

const generate = promisify(generateKeyPair);

/** Makes a new key pair (RSA of 2048 bits, or Ed25519) and returns the private half as PKCS#8 PEM. */
export async function generateDkimKey(kind: 'rsa' | 'ed25519'): Promise<string> {
  const pair = kind === 'rsa' ? await generate('rsa', { modulusLength: 2048 }) : await generate('ed25519');
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The DNS record that makes a key's signatures verifiable. */
export type DkimRecord = {
  name: string;
  type: 'TXT';
  value: string;
  /** The value cut into strings of at most 255 octets, which is all that one string of a TXT record holds. */
  strings: string[];
};

/** The public half as a record carries it: base64 of the DER form, for Ed25519 of the 32 raw octets that end it. */
export function publicKeyOf({ algorithm, privateKey }: DkimKey): string {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return (algorithm === 'rsa-sha256' ? der : der.subarray(-32)).toString('base64');
}

/** The TXT record to publish at `selector._domainkey.domain` (RFC 6376 §3.6.1, RFC 8463 §4). */
export function dkimRecord(key: {
  domain: string;
  selector: string;
  algorithm: DkimKey['algorithm'];
  publicKey: string;
}): DkimRecord {
  const kind = key.algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519';
  const value = `v=DKIM1; k=${kind}; p=${key.publicKey}`;
  return {
    name: `${key.selector}._domainkey.${key.domain}`,
    type: 'TXT',
    value,
    strings: value.match(/.{1,255}/g) ?? [],
  };
}
