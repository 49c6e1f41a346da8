import { decryptSecret, encryptSecret } from '#server/platform/crypto/index.ts';

/** What a stored secret is bound to, so that its ciphertext is of no use in another row. */
const boundTo = (id: string) => `sending_servers.secret|${id}`;

/** A password or token as it is stored. */
export const sealServerSecret = (envelopeKey: Buffer, id: string, secret: string): Buffer =>
  encryptSecret(envelopeKey, boundTo(id), secret);

/** @throws {Error} one sentence for people when it was sealed under another key */
export function openServerSecret(envelopeKey: Buffer, id: string, sealed: Buffer): string {
  try {
    return decryptSecret(envelopeKey, boundTo(id), sealed);
  } catch (cause) {
    throw new Error(
      'Its password cannot be read: it was encrypted under another SECRET_KEY. Enter it again.',
      { cause },
    );
  }
}
