import type { MessageRef } from './message-ref.ts';

/** What a link is for. The number is under the signature, so that one kind never passes for another. */
export const purposes = { open: 1, click: 2, unsubscribe: 3, webVersion: 4 } as const;
export type Purpose = keyof typeof purposes;

const version = 1;
const isTest = 1;
const hasContact = 2;

/** Version, key id, purpose, flags, account, send, position. */
const headLength = 4 + 16 + 16 + 4;

/**
 * The signed part of a token: a head of 40 bytes, the contact's id (16) when flagged, then what is left over for `rest`.
 * Numbers are big-endian. Old mail carries this form for ever: a change needs a new version beside this one.
 */
export function encodePayload(purpose: Purpose, keyId: number, ref: MessageRef, rest: Buffer): Buffer {
  const contact = ref.contactId === undefined ? noBytes : uuidBytes(ref.contactId);
  const head = Buffer.allocUnsafe(headLength);
  head[0] = version;
  head[1] = keyId;
  head[2] = purposes[purpose];
  head[3] = (ref.test ? isTest : 0) | (contact.length > 0 ? hasContact : 0);
  head.write(hex(ref.accountId), 4, 'hex');
  head.write(hex(ref.sendId), 20, 'hex');
  head.writeUInt32BE(ref.position, 36);
  return Buffer.concat([head, contact, rest]);
}

/** The other way; undefined when the bytes are of another purpose, key or version, or too short. */
export function decodePayload(
  purpose: Purpose,
  keyId: number,
  payload: Buffer,
): { ref: MessageRef; rest: Buffer } | undefined {
  if (payload.length < headLength) return undefined;
  if (payload[0] !== version || payload[1] !== keyId || payload[2] !== purposes[purpose]) return undefined;
  const flags = payload[3]!;
  const end = headLength + (flags & hasContact ? 16 : 0);
  if (payload.length < end) return undefined;
  const ref: MessageRef = {
    accountId: uuidText(payload, 4),
    sendId: uuidText(payload, 20),
    position: payload.readUInt32BE(36),
    ...(flags & hasContact ? { contactId: uuidText(payload, headLength) } : {}),
    ...(flags & isTest ? { test: true } : {}),
  };
  return { ref, rest: payload.subarray(end) };
}

const noBytes = Buffer.alloc(0);
const hex = (uuid: string) => uuid.replaceAll('-', '');
const uuidBytes = (uuid: string) => Buffer.from(hex(uuid), 'hex');

function uuidText(bytes: Buffer, start: number): string {
  const text = bytes.toString('hex', start, start + 16);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
