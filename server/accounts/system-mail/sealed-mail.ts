import { decryptSecret, encryptSecret } from '#server/platform/crypto/index.ts';
import type { SystemMail } from './kinds.ts';

/** What the stored content is bound to, so that its ciphertext is of no use in another row. */
const boundTo = (id: string) => `system_mails.content|${id}`;

/** A mail as it is stored until it is sent: its links are as good as passwords. */
export const sealMail = (envelopeKey: Buffer, id: string, mail: SystemMail): Buffer =>
  encryptSecret(envelopeKey, boundTo(id), JSON.stringify(mail));

/** @throws when it was sealed under another key or for another row */
export const openMail = (envelopeKey: Buffer, id: string, sealed: Buffer): SystemMail =>
  JSON.parse(decryptSecret(envelopeKey, boundTo(id), sealed)) as SystemMail;
