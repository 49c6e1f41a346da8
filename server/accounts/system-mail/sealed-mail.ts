import type { Tx } from '#server/platform/database/index.ts';
import { type Secrets, sealedColumn } from '#server/platform/secrets/index.ts';
import type { SystemMail } from './kinds.ts';

export const mailContents = sealedColumn('system_mails', 'content');

/** Which mail it is. */
interface Letter {
  accountId: string;
  id: string;
}
const placeOf = ({ accountId, id }: Letter) => ({ in: mailContents, accountId, row: id });

/** A mail as it is stored until it is sent: its links are as good as passwords. */
export const sealMail = (secrets: Secrets, tx: Tx, of: Letter, mail: SystemMail): Promise<Buffer> =>
  secrets.seal(tx, placeOf(of), JSON.stringify(mail));

/** @throws {UnreadableSecretError} when it was sealed under another key or for another row */
export const openMail = async (secrets: Secrets, of: Letter, sealed: Buffer): Promise<SystemMail> =>
  JSON.parse(await secrets.open(placeOf(of), sealed)) as SystemMail;
