import { sha256 } from '#server/platform/crypto/index.ts';

/** The code of an invitation, or its hash where the code itself must not be kept. */
export type InvitationCode = string | { hash: string };

/** What to keep of a code, as base64. */
export const invitationHash = (code: string) => sha256(code).toString('base64');
/** The same as it stands in the database, for invitations of every kind. */
export const codeHash = (code: InvitationCode) =>
  typeof code === 'string' ? sha256(code) : Buffer.from(code.hash, 'base64');
