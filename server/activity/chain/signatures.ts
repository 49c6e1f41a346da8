import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';

/** The last link of a chain on a day, signed. */
export interface Head {
  accountId: string;
  day: string;
  number: number;
  hash: Buffer;
  signature: Buffer;
}

/** What is before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Ed25519, so that whoever keeps heads elsewhere can check them with the public key alone. */
function signingKey(key: Buffer): KeyObject {
  const seed = createHmac('sha256', key).update('sign heads of chains').digest();
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
}

/** For people: PEM, of the key that signs now. */
export const publicKeyOf = ({ current }: PurposeKeys): string => pemOf(current);

/** Of those that signed before the install's key was changed. */
export const formerPublicKeysOf = ({ all }: PurposeKeys): string[] => all.slice(1).map(pemOf);

/** Of the key that signed a text; of the present one if none did. */
export const publicKeyFor = (keys: PurposeKeys, text: string, signature: Buffer): string =>
  pemOf(keys.all.find((key) => isSignedWith(key, text, signature)) ?? keys.current);

const pemOf = (key: Buffer) =>
  createPublicKey(signingKey(key)).export({ format: 'pem', type: 'spki' }).toString();

/** The text that is signed, the same one that stands in the log of the process. */
export const textOfHead = ({ accountId, day, number, hash }: Omit<Head, 'signature'>): string =>
  `mail-minion activity ${day} account ${accountId} link ${number} ${hash.toString('hex')}`;

export interface Anchor {
  day: string;
  chains: number;
  root: Buffer;
  previous: Buffer;
}
export const textOfAnchor = ({ day, chains, root, previous }: Anchor): string =>
  `mail-minion activity ${day} chains ${chains} root ${root.toString('hex')} previous ${previous.toString('hex')}`;

export const signText = ({ current }: PurposeKeys, text: string): Buffer =>
  sign(null, Buffer.from(text), signingKey(current));

export const isSigned = ({ all }: PurposeKeys, text: string, signature: Buffer): boolean =>
  all.some((key) => isSignedWith(key, text, signature));

const isSignedWith = (key: Buffer, text: string, signature: Buffer) =>
  verify(null, Buffer.from(text), createPublicKey(signingKey(key)), signature);

export const isSignedHead = (keys: PurposeKeys, head: Head): boolean =>
  isSigned(keys, textOfHead(head), head.signature);
