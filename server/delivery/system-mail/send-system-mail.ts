import { openMail, type SystemMail, type SystemMailKind, sendSystemMailJob } from '#server/accounts/index.ts';
import { RenderError } from '#server/content/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { type Secrets, UnreadableSecretError } from '#server/platform/secrets/index.ts';
import { type Outcome, said } from '../smtp/index.ts';
import { type AfterTry, afterTry } from './after-try.ts';
import { fillIn } from './build-system-mail.ts';
import { type HandOverDeps, handOver } from './hand-over.ts';
import { raiseGivenUp } from './raise-given-up.ts';
import { readOwnWords } from './read-template.ts';

interface Queued {
  accountId: string;
  id: string;
  kind: SystemMailKind;
  to: string;
  content: Buffer;
  tries: number;
  createdAt: string;
}

/**
 * Tries to send one mail of the install and writes down what became of it. Doing it twice does nothing once the mail is done
 * with; a worker that dies between the server's answer and our note sends it again, with the same Message-ID.
 */
export async function sendSystemMail(
  deps: HandOverDeps,
  { accountId, id }: { accountId: string; id: string },
): Promise<void> {
  const queued = await deps.database.asSystem((tx) => readQueued(tx, accountId, id));
  if (!queued) return;
  const outcome = await tryOnce(deps, queued);
  const age = Date.now() - Date.parse(queued.createdAt);
  await settle(deps.database, queued, outcome, afterTry(outcome, queued.tries + 1, age));
}

async function readQueued(tx: Tx, accountId: string, id: string): Promise<Queued | undefined> {
  return await tx.maybeOne<Queued>(sql`
    select account_id as "accountId", id, kind, to_address as "to", content, tries, created_at as "createdAt"
    from system_mails where account_id = ${accountId} and id = ${id} and state = 'queued'`);
}

async function tryOnce(deps: HandOverDeps, { accountId, id, kind, to, content }: Queued): Promise<Outcome> {
  const mail = await opened(deps.secrets, { accountId, id }, content);
  if (typeof mail === 'string') return unmade(`What it was to say cannot be read: ${mail}.`);
  const own = await deps.database.asSystem((tx) => readOwnWords(tx, kind));
  try {
    return await handOver(deps, accountId, { id, to, words: await fillIn(mail, own, deps.sender) });
  } catch (error) {
    if (error instanceof RenderError) return unmade(error.message);
    throw error;
  }
}

/** What it says, or why that cannot be read. */
async function opened(
  secrets: Secrets,
  of: { accountId: string; id: string },
  content: Buffer,
): Promise<SystemMail | string> {
  try {
    return await openMail(secrets, of, content);
  } catch (error) {
    if (error instanceof UnreadableSecretError) return error.message;
    throw error;
  }
}

const unmade = (text: string): Outcome => ({ kind: 'rejected', stage: 'rcpt', text });

/** Writes the outcome down together with what follows: the next try, or the end, with which the content goes. */
async function settle(
  database: Database,
  { accountId, id, kind }: Queued,
  outcome: Outcome,
  next: AfterTry,
): Promise<void> {
  await database.asSystem(async (tx) => {
    const isDone = next.state !== 'queued';
    const changed = await tx.execute(sql`
      update system_mails set state = ${next.state}, tries = tries + 1, reply = ${said(outcome).slice(0, 1000)},
        content = case when ${isDone} then null else content end,
        finished_at = case when ${isDone} then now() end
      where account_id = ${accountId} and id = ${id} and state = 'queued'`);
    if (changed === 0) return;
    if (next.state === 'queued') await enqueue(tx, sendSystemMailJob, { accountId, id }, { runAt: next.at });
    if (next.state === 'given_up') await raiseGivenUp(tx, { accountId, kind });
  });
}
