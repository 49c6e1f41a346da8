import { isInstallAdmin, type Scope } from '#server/accounts/index.ts';
import { type Sql, sql } from '#server/platform/database/index.ts';
import { SYSTEM_MAIL_POSITION } from '../mime/index.ts';

/** Who reads the sandbox. */
export type Reader = Pick<Scope, 'staffRole' | 'session'>;

const systemMail = `[.]${SYSTEM_MAIL_POSITION}@`;

/**
 * What a person may read in their account's sandbox. In try-out mode the install's own mail lands in that of the operator's
 * account, and its links open anybody's account: whoever is no admin of the install, shown by a second factor, must not see it.
 */
export const readableBy = (reader: Reader): Sql =>
  isInstallAdmin(reader) ? sql`true` : sql`message_id !~ ${systemMail}`;
