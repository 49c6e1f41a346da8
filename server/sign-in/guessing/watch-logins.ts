import { homeAccount, type QueueSystemMail } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';

/** Looked at together, in minutes. */
const MINUTES = 15;
/** Addresses for which logins may fail within that time on a small install. */
const USUAL = 50;
/** On larger ones, the share of all people. */
const USUAL_SHARE = 0.05;
/** Hours between mails about it. */
const TELL_EVERY = 6;

export const watchLoginsJob = 'accounts.watch-logins';

/**
 * Notices when logins fail for unusually many addresses at once, as when somebody tries stolen passwords from many places: the
 * limits by address and by network see little of that. Tells those who act on accounts, by mail; the console shows it until it
 * is over.
 */
export async function watchLogins({
  database,
  queueSystemMail,
  baseUrl,
}: {
  database: Database;
  queueSystemMail: QueueSystemMail;
  baseUrl: string;
}): Promise<void> {
  await database.asSystem(async (tx) => {
    const { failing, people } = await tx.one<{ failing: number; people: number }>(sql`
      select (select count(*) from login_failures where last_at > now() - make_interval(mins => ${MINUTES})) as failing,
        (select count(*) from users) as people`);
    const isUnusual = failing > Math.max(USUAL, people * USUAL_SHARE);
    await tx.execute(sql`
      update install_settings set guessing_since = case when ${isUnusual} then coalesce(guessing_since, now()) end
      where (guessing_since is not null) <> ${isUnusual}`);
    if (isUnusual && (await takeTurnToTell(tx)))
      await tellStaff(tx, queueSystemMail, {
        addresses: failing,
        minutes: MINUTES,
        link: `${baseUrl}/operator/health`,
      });
  });
}

async function takeTurnToTell(tx: Tx): Promise<boolean> {
  const taken = await tx.execute(sql`
    update install_settings set guessing_told_at = now()
    where guessing_told_at is null or guessing_told_at < now() - make_interval(hours => ${TELL_EVERY})`);
  return taken === 1;
}

async function tellStaff(
  tx: Tx,
  queueSystemMail: QueueSystemMail,
  facts: { addresses: number; minutes: number; link: string },
): Promise<void> {
  const staff = await tx.query<{ name: string; email: string }>(
    sql`select name, email from users where staff_role in ('support', 'admin')`,
  );
  const accountId = await homeAccount(tx);
  for (const { name, email } of staff)
    await queueSystemMail(tx, { accountId, to: email, mail: { kind: 'guessing-noticed', name, ...facts } });
}
