import { type PreparedContent, prepare } from '#server/content/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { type DkimKey, DkimKeyError, openKeys, readSealedKeys } from '../dkim/index.ts';
import { addressDomain, type PreparedMessage, prepareMessage } from '../mime/index.ts';
import type { SendSnapshot } from '../sends/snapshot.ts';
import type { Leaving, Stream } from '../ways/index.ts';

/** A send made ready once for all its messages. */
export type LoadedSend = {
  accountId: string;
  sendId: string;
  snapshot: SendSnapshot;
  content: PreparedContent;
  frame: PreparedMessage;
  /** Empty when the account has no key for the From domain; then the mail goes out unsigned. */
  keys: DkimKey[];
  /** What decides which way its mail leaves. */
  leaving: Leaving;
  startedAt: Date;
  /** Whether a message of it was accepted since it was loaded. */
  isProven: boolean;
};

/** A send that cannot go out as it is, and why, for people. */
export class UnsendableError extends Error {
  override name = 'UnsendableError';
}

/**
 * Reads and prepares a send: content compiled to functions, static headers written, signing keys parsed.
 *
 * @throws {UnsendableError} when it cannot go out as it is (a broken key, an address that cannot be written)
 */
export async function loadSend(
  database: Database,
  secrets: Secrets,
  { accountId, sendId }: { accountId: string; sendId: string },
): Promise<LoadedSend> {
  const found = await database.asSystem((tx) =>
    tx.one<{ snapshot: SendSnapshot; stream: Stream; startedAt: string }>(sql`
      select snapshot, stream, started_at as "startedAt" from sends
      where account_id = ${accountId} and id = ${sendId}`),
  );
  const startedAt = new Date(found.startedAt);
  return await prepareSend(database, secrets, { accountId, sendId, ...found, startedAt });
}

/** As {@link loadSend}, from a snapshot at hand: for test sends. */
export async function prepareSend(
  database: Database,
  secrets: Secrets,
  send: { accountId: string; sendId: string; snapshot: SendSnapshot; stream?: Stream; startedAt?: Date },
): Promise<LoadedSend> {
  const { accountId, snapshot, stream = 'marketing', startedAt = new Date() } = send;
  const domain = sendable(() => addressDomain(snapshot.fromEmail));
  const keys = await signingKeys(database, secrets, accountId, domain);
  return sendable(() => ({
    ...send,
    content: prepare(snapshot.content),
    frame: prepareFrame(send, domain),
    keys,
    leaving: { accountId, fromDomain: domain.toLowerCase(), stream },
    startedAt,
    isProven: false,
  }));
}

async function signingKeys(
  database: Database,
  secrets: Secrets,
  accountId: string,
  domain: string,
): Promise<DkimKey[]> {
  const sealed = await readSealedKeys(database, accountId, domain);
  try {
    return await openKeys(secrets, sealed);
  } catch (cause) {
    if (!(cause instanceof DkimKeyError)) throw cause;
    throw new UnsendableError(cause.message, { cause });
  }
}

function prepareFrame(
  { accountId, sendId, snapshot }: Pick<LoadedSend, 'accountId' | 'sendId' | 'snapshot'>,
  domain: string,
) {
  const { list, replyTo, campaign } = snapshot;
  return prepareMessage({
    sendId,
    fromAddress: snapshot.fromEmail,
    ...(replyTo && { replyTo: { address: replyTo } }),
    ...(list && { listId: { id: `${list.id}.${domain}`, name: list.name } }),
    feedbackId: `${campaign.id}:${accountId}:campaign:mailminion`,
  });
}

/** Whatever goes wrong in here concerns this send alone, and must not hold up the others. */
function sendable<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new UnsendableError((cause as Error).message, { cause });
  }
}
