import { hash, sign } from 'node:crypto';
import type { ComposedMessage } from '../mime/index.ts';
import { type Covered, coverFields, longestNames } from './covered-fields.ts';
import type { DkimKey } from './dkim-key.ts';

/** A message whose signatures are being made. */
export interface MessageUnderway {
  /** Octets of the finished message: known before it is signed. */
  size: number;
  /** The finished message. Rejects only when a key fails, which no other message of the send survives either. */
  signed: Promise<Buffer>;
}

/** Octets to leave free in front of a message for the signatures of these keys. */
export function signatureRoom(keys: readonly DkimKey[]): number {
  let room = 0;
  for (const key of keys) {
    room += 300 + key.domain.length + key.selector.length + longestNames + encodedLength(key.signatureLength);
  }
  return room;
}

/**
 * Puts one DKIM-Signature for each key in front of a message (relaxed/relaxed, the whole body: never `l=`). The keys
 * work in libuv's threads; the message is not copied again.
 *
 * @param message composed with {@link signatureRoom} octets of room, and not to be changed any more
 * @param keys one or more; with none this throws, because unsigned mail is the caller's decision
 */
export function signMessage(
  message: ComposedMessage,
  keys: readonly DkimKey[],
  now = new Date(),
): MessageUnderway {
  if (keys.length === 0) throw new Error('No key was given to sign with.');
  const { octets, start, bodyStart, fields } = message;
  const covered = coverFields(fields);
  const bodyHash = hash('sha256', octets.subarray(bodyStart), 'base64');
  const unsigned = keys.map((key) => unsignedField(key, covered, bodyHash, now));
  const room = unsigned.reduce((sum, field, index) => {
    return sum + field.length + encodedLength(keys[index]!.signatureLength) + 2;
  }, 0);
  if (room > start) throw new Error('The message was composed without room for its signatures.');
  const finished = octets.subarray(start - room);
  const written = keys.map(async (key, index) => {
    const field = unsigned[index]!;
    const signature = await signData(key, covered.canonical + relaxed(field));
    return `${field}${foldSignature(signature.toString('base64'))}\r\n`;
  });
  const signed = Promise.all(written).then((headers) => {
    finished.write(headers.join(''), 0, 'latin1');
    return finished;
  });
  // Whoever drops a message does not wait for its signature.
  signed.catch(() => {});
  return { size: finished.length, signed };
}

/** The field without its signature. */
function unsignedField(key: DkimKey, covered: Covered, bodyHash: string, now: Date): string {
  return (
    `DKIM-Signature: v=1; a=${key.algorithm}; c=relaxed/relaxed; d=${key.domain};\r\n` +
    ` s=${key.selector}; t=${Math.floor(now.getTime() / 1000)};\r\n` +
    ` h=${covered.names};\r\n` +
    ` bh=${bodyHash};\r\n b=`
  );
}

/** The field above in relaxed form: each of its folds is a line break and one blank. */
function relaxed(field: string): string {
  return `dkim-signature:${field.slice('DKIM-Signature: '.length).replaceAll('\r\n', '')}`;
}

/** RSA signs the data through SHA-256; Ed25519 signs the SHA-256 digest itself (RFC 8463 §3). */
function signData(key: DkimKey, text: string): Promise<Buffer> {
  const isRsa = key.algorithm === 'rsa-sha256';
  const data = isRsa ? Buffer.from(text) : hash('sha256', text, 'buffer');
  return new Promise((resolve, reject) => {
    sign(isRsa ? 'sha256' : null, data, key.privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(signature);
    });
  });
}

const COLUMNS = 72;

function foldSignature(base64: string): string {
  let out = base64.slice(0, COLUMNS);
  for (let at = COLUMNS; at < base64.length; at += COLUMNS) out += `\r\n ${base64.slice(at, at + COLUMNS)}`;
  return out;
}

/** Octets of a signature as it stands in the header. */
function encodedLength(signatureLength: number): number {
  const base64 = Math.ceil(signatureLength / 3) * 4;
  return base64 + 3 * Math.floor((base64 - 1) / COLUMNS);
}
