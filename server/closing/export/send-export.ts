import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Scope } from '#server/accounts/index.ts';
import { type Snapshot, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { type ExportDeps, noteExport, takeExport } from './exports.ts';
import { writeArchive } from './write-archive.ts';

/**
 * Minutes an export may take. It reads one snapshot from beginning to end, and as long as that is open the database keeps
 * everything that is deleted and changed in all accounts.
 */
const MOST_MINUTES = 60;
/** Minutes without a row, after which a reader counts as gone. */
const STILL_MINUTES = 1;
const NOTE_EVERY = 1000;

/**
 * The export as a stream that is made while it is read; nothing of it is stored. When it cannot be brought to its end the stream
 * breaks, so that nobody takes half an archive for a whole one.
 * @throws not_found, wrong_state; unavailable when too many are being made
 */
export async function sendExport(
  { database, exportParts, version, log }: ExportDeps,
  scope: Scope,
  id: string,
): Promise<{ name: string; archive: Readable }> {
  const { accountId } = scope;
  await takeExport(database, scope, id);
  const zip = new ZipFile();
  const archive = zip.outputStream as Readable;
  // Also before anybody reads it.
  archive.on('error', () => {});
  const gone = new AbortController();
  const clock = watchClock(gone);
  archive.once('close', () => gone.abort());
  const begun = Promise.withResolvers<string>();
  let rows = 0;
  const noting = setInterval(
    () => void noteExport(database, accountId, id, { rows }).catch(() => {}),
    NOTE_EVERY,
  );
  const making = database.inSnapshot(accountId, async (snapshot) => {
    const { name, at } = await readAccount(snapshot);
    begun.resolve(name);
    const account = { id: accountId, name, snapshot };
    await writeArchive(
      zip,
      { account, parts: exportParts, version, at },
      (more) => {
        rows += more;
        clock.moved();
      },
      gone.signal,
    );
  });
  making
    .then(() => 'finished' as const)
    .catch((error: Error) => {
      log.warn('an export broke off', { accountId, export: id, error });
      begun.reject(
        problem(
          'unavailable',
          'No export can be made at the moment, as others are. Ask for one again in a few minutes.',
        ),
      );
      archive.destroy(error);
      return 'broken' as const;
    })
    .then((ended) => {
      clock.stop();
      clearInterval(noting);
      return noteExport(database, accountId, id, { rows, ended });
    })
    .catch(() => {});
  return { name: await begun.promise, archive };
}

/** Ends an export that takes too long, or whose reader has stopped. */
function watchClock(gone: AbortController) {
  const end = () => gone.abort();
  const whole = setTimeout(end, MOST_MINUTES * 60_000);
  const still = setTimeout(end, STILL_MINUTES * 60_000);
  return {
    moved: () => void still.refresh(),
    stop() {
      clearTimeout(whole);
      clearTimeout(still);
    },
  };
}

async function readAccount(snapshot: Snapshot): Promise<{ name: string; at: Date }> {
  const [account] = await snapshot.query<{ name: string; at: string }>(
    sql`select name, now() as at from accounts`,
  );
  if (!account) throw problem('not_found', 'There is no such account.');
  return { name: account.name, at: new Date(account.at) };
}
