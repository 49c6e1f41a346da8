import type { Tx } from '#server/platform/database/index.ts';
import { type Secrets, sealedColumn, UnreadableSecretError } from '#server/platform/secrets/index.ts';

export const serverSecrets = sealedColumn('sending_servers', 'secret');

/** Which server a password belongs to. */
interface Owner {
  accountId: string;
  id: string;
}
const placeOf = ({ accountId, id }: Owner) => ({ in: serverSecrets, accountId, row: id });

/** A password or token as it is stored. */
export const sealServerSecret = (secrets: Secrets, tx: Tx, of: Owner, secret: string): Promise<Buffer> =>
  secrets.seal(tx, placeOf(of), secret);

/** @throws {UnreadableSecretError} one sentence for people when it cannot be read, now or later */
export async function openServerSecret(secrets: Secrets, of: Owner, sealed: Buffer): Promise<string> {
  try {
    return await secrets.open(placeOf(of), sealed);
  } catch (cause) {
    if (!(cause instanceof UnreadableSecretError)) throw cause;
    throw new UnreadableSecretError(`Its password cannot be read: ${cause.message}. Enter it again.`, {
      cause,
    });
  }
}
