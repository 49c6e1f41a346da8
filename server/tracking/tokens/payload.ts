import { longestDestination } from './destination.ts';
import type { MessageRef } from './message-ref.ts';

/** What a link is for. The number is under the signature, so that one kind never passes for another. */
const purposes = { open: 1, click: 2, unsubscribe: 3, webVersion: 4 } as const;
export type Purpose = keyof typeof purposes;

const version = 1;
const isTest = 1;
const hasContact = 2;

/** Version, key id, purpose, flags, account, send, position. */
const headLength = 4 + 16 + 16 + 4;

/** Octets of the longest payload: a click with the longest destination. */
export const longestPayload = headLength + 16 + 2 + longestDestination;

/** What all tokens of a message share; `rest` is written behind it. */
interface PayloadHead {
  /** Of every purpose but unsubscribing; the purpose is left open. */
  bytes: Buffer;
  /** The contact's id, when there is one. */
  contact: Buffer;
}

/**
 * The signed part of a token: a head of 40 bytes, the contact's id (16) when flagged, then what is left over for `rest`.
 * Numbers are big-endian. Old mail carries this form for ever: a change needs a new version beside this one.
 */
export function payloadHead(keyId: number, ref: MessageRef): PayloadHead {
  const bytes = Buffer.allocUnsafe(headLength);
  bytes[0] = version;
  bytes[1] = keyId;
  bytes[3] = ref.test ? isTest : 0;
  bytes.write(hex(ref.accountId), 4, 'hex');
  bytes.write(hex(ref.sendId), 20, 'hex');
  bytes.writeUInt32BE(ref.position, 36);
  return { bytes, contact: ref.contactId === undefined ? noBytes : Buffer.from(hex(ref.contactId), 'hex') };
}

/** Writes the head for one purpose, with the contact's id where asked for, and returns where `rest` begins. */
export function writeHead(
  into: Buffer,
  start: number,
  purpose: Purpose,
  { bytes, contact }: PayloadHead,
  withContact: boolean,
): number {
  bytes.copy(into, start);
  into[start + 2] = purposes[purpose];
  if (!withContact || contact.length === 0) return start + headLength;
  into[start + 3]! |= hasContact;
  contact.copy(into, start + headLength);
  return start + headLength + contact.length;
}

/** The id of the key that a payload says it was signed with. */
export const keyIdIn = (payload: Buffer): number | undefined => payload[1];

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

function uuidText(bytes: Buffer, start: number): string {
  const text = bytes.toString('hex', start, start + 16);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
