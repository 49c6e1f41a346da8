import { createHash, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { relaxedBody, relaxedHeader, splitMessage } from './canonicalise.ts';
import type { DkimKey } from './dkim-key.ts';

/**
 * Fields under signature, each listed once more than it occurs: adding another From, Subject or List-Unsubscribe
 * on the way breaks the signature instead of changing what the reader sees (RFC 6376 §5.4.2). RFC 8058 wants both
 * List-Unsubscribe fields in here.
 */
const OVERSIGNED = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
];

const signInThreadPool = promisify(sign);

/**
 * Puts one DKIM-Signature for each key in front of a finished message (relaxed/relaxed, the whole body: never `l=`).
 * The message must not change afterwards.
 *
 * @param message octets with CRLF line ends, not yet dot-stuffed
 * @param keys one or more; with none this throws, because unsigned mail is the caller's decision
 */
export async function signMessage(message: Buffer, keys: DkimKey[], now = new Date()): Promise<Buffer> {
  if (keys.length === 0) throw new Error('No key was given to sign with.');
  const { fields, body } = splitMessage(message);
  const bodyHash = createHash('sha256').update(relaxedBody(body)).digest('base64');
  const covered = coverFields(fields);
  const signatures = await Promise.all(keys.map((key) => signatureField(key, covered, bodyHash, now)));
  return Buffer.concat([Buffer.from(signatures.join('')), message]);
}

type Covered = { names: string[]; canonical: string };

/** The `h=` list and the canonical text under it; repeated fields are taken from the bottom up. */
function coverFields(fields: string[]): Covered {
  const byName = new Map<string, string[]>();
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(':')).toLowerCase();
    byName.set(name, [field, ...(byName.get(name) ?? [])]);
  }
  const names: string[] = [];
  let canonical = '';
  for (const name of OVERSIGNED) {
    const present = byName.get(name.toLowerCase()) ?? [];
    for (const field of present) canonical += `${relaxedHeader(field)}\r\n`;
    for (let i = 0; i <= present.length; i++) names.push(name);
  }
  return { names, canonical };
}

async function signatureField(key: DkimKey, covered: Covered, bodyHash: string, now: Date): Promise<string> {
  const unsigned =
    `DKIM-Signature: v=1; a=${key.algorithm}; c=relaxed/relaxed; d=${key.domain};\r\n` +
    ` s=${key.selector}; t=${Math.floor(now.getTime() / 1000)};\r\n` +
    ` h=${foldNames(covered.names)};\r\n` +
    ` bh=${bodyHash};\r\n b=`;
  const data = Buffer.from(covered.canonical + relaxedHeader(unsigned));
  const signature = await signData(key, data);
  return `${unsigned}${signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n ')}\r\n`;
}

/** RSA signs the data through SHA-256; Ed25519 signs the SHA-256 digest itself (RFC 8463 §3). */
function signData(key: DkimKey, data: Buffer): Promise<Buffer> {
  if (key.algorithm === 'rsa-sha256') return signInThreadPool('sha256', data, key.privateKey);
  return signInThreadPool(null, createHash('sha256').update(data).digest(), key.privateKey);
}

function foldNames(names: string[]): string {
  let out = '';
  let column = 3;
  for (const [index, name] of names.entries()) {
    const token = index === names.length - 1 ? name : `${name}:`;
    if (column + token.length > 76) {
      out += '\r\n ';
      column = 1;
    }
    out += token;
    column += token.length;
  }
  return out;
}
