import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What an answer may get wrong on purpose. */
export interface Mischief {
  origin?: string;
  rpId?: string;
  /** False for a person who was not asked for finger, face or PIN. */
  userVerified?: boolean;
  counter?: number;
  userHandle?: string;
}

/**
 * An authenticator in software, with one passkey (ES256): makes the answers a browser would send, so that right and wrong
 * ones can be tried over the API alone. The real ceremony is tried in Chromium.
 */
export function softwareAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  const rpId = new URL(origin).hostname;
  let counter = 0;
  let userHandle = 'AAAA';
  const common = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key' as const,
  };
  return {
    /** Answers the options for a new passkey. */
    make({ challenge, user }: { challenge: string; user: { id: string } }, wrong: Mischief = {}) {
      userHandle = user.id;
      const data = authenticatorData({ rpId, counter, ...wrong }, credentialData(id, publicKey));
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(data)],
      ]);
      return {
        ...common,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, wrong.origin ?? origin).toString(
            'base64url',
          ),
          attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    /** Answers the options to use it. */
    use({ challenge }: { challenge: string }, wrong: Mischief = {}) {
      counter += 1;
      const data = authenticatorData({ rpId, counter, ...wrong });
      const client = clientData('webauthn.get', challenge, wrong.origin ?? origin);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
          userHandle: wrong.userHandle ?? userHandle,
        },
      };
    },
  };
}

const clientData = (type: string, challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

/** Hash of the name, flags (present, verified, may be synced, is synced, has a key), counter, and the key when it is new. */
function authenticatorData(
  { rpId, counter, userVerified = true }: { rpId: string; counter: number; userVerified?: boolean },
  credential: Buffer = Buffer.alloc(0),
): Buffer {
  const flags = 0x01 | (userVerified ? 0x04 : 0) | 0x08 | 0x10 | (credential.length > 0 ? 0x40 : 0);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(flags), count, credential]);
}

/** No model of device, the length of the id, the id and the public key in COSE: elliptic curve, ES256, P-256. */
function credentialData(id: Buffer, publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' });
  const point = (coordinate: string | undefined) => new Uint8Array(Buffer.from(coordinate!, 'base64url'));
  const key = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, point(x)],
    [-3, point(y)],
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  return Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(key as never)]);
}
