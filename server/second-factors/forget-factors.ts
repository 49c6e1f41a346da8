import { loginKey, type QueueSystemMail } from '#server/accounts/index.ts';
import type { RecordByProduct } from '#server/activity/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { endOtherSessions } from '#server/sign-in/index.ts';
import { tellOfChange } from './tell-of-change.ts';

interface ForgetDeps {
  database: Database;
  queueSystemMail: QueueSystemMail;
  recordAct: RecordByProduct;
}

/** Nobody's browser: it is done on the machine. */
const browser = { ip: '127.0.0.1', userAgent: '' };

/**
 * Takes all second factors off somebody who has lost them, ends their sessions, and tells them by mail and the owners of their
 * accounts in the log. They log in with the password from then on, or choose one by mail. No route does this: it would be the
 * way around every second factor.
 * @returns their name
 * @throws not_found
 */
export async function forgetFactors(
  { database, queueSystemMail, recordAct }: ForgetDeps,
  email: string,
): Promise<string> {
  return await database.asSystem(async (tx) => {
    const person = await tx.maybeOne<{ id: string; name: string }>(
      sql`select id, name from users where email_key = ${loginKey(email)} for update`,
    );
    if (!person) throw problem('not_found', 'Nobody logs in here with that address.');
    let forgotten = 0;
    for (const factors of [sql`passkeys`, sql`authenticator_apps`, sql`recovery_codes`])
      forgotten += await tx.execute(sql`delete from ${factors} where user_id = ${person.id}`);
    if (forgotten === 0) throw problem('not_found', `${person.name} has no second factor.`);
    await endOtherSessions(tx, person.id, null);
    const change =
      'Whoever runs this service took all second factors off your login, recovery codes too. Add one again once you are logged in.';
    await tellOfChange(tx, queueSystemMail, { userId: person.id, browser }, change);
    const accounts = await tx.query<{ accountId: string }>(
      sql`select account_id as "accountId" from memberships where user_id = ${person.id}`,
    );
    for (const { accountId } of accounts)
      await recordAct(tx, {
        accountId,
        act: 'user.forget-factors',
        objectId: person.id,
        objectName: person.name,
      });
    return person.name;
  });
}
