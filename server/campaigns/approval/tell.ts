import type { Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Safeguards } from '../safeguards/safeguards.ts';
import type { Approver } from './who-may-approve.ts';

type MailDeps = Pick<Safeguards, 'queueSystemMail' | 'baseUrl'>;

interface Asked {
  campaign: { id: string; name: string };
  comment: string;
  approvers: readonly Approver[];
}

/** Writes to everybody who could approve the campaign. */
export async function tellApprovers(
  tx: Tx,
  { queueSystemMail, baseUrl }: MailDeps,
  { accountId, userId }: Scope,
  { campaign, comment, approvers }: Asked,
): Promise<void> {
  const asker = await readPerson(tx, userId);
  const account = await readAccount(tx);
  const link = linkTo(baseUrl, campaign.id);
  for (const { name, email } of approvers)
    await queueSystemMail(tx, {
      accountId,
      to: email,
      mail: {
        kind: 'approval-wanted',
        name,
        account,
        campaign: campaign.name,
        asker: asker?.name ?? '',
        comment,
        link,
      },
    });
}

interface Answered {
  campaignId: string;
  askedBy: string;
  verdict: 'approved' | 'sent back';
  comment: string;
}

/** Writes to whoever asked, if they still belong to the account. */
export async function tellAsker(
  tx: Tx,
  { queueSystemMail, baseUrl }: MailDeps,
  { accountId, userId }: Scope,
  { campaignId, askedBy, verdict, comment }: Answered,
): Promise<void> {
  const asker = await readPerson(tx, askedBy);
  if (!asker) return;
  const answerer = await readPerson(tx, userId);
  const { name: campaign } = await tx.one<{ name: string }>(
    sql`select name from campaigns where id = ${campaignId}`,
  );
  await queueSystemMail(tx, {
    accountId,
    to: asker.email,
    mail: {
      kind: 'approval-answered',
      name: asker.name,
      account: await readAccount(tx),
      campaign,
      answerer: answerer?.name ?? '',
      verdict,
      comment,
      link: linkTo(baseUrl, campaignId),
    },
  });
}

const linkTo = (baseUrl: string, campaignId: string) => `${baseUrl}/campaigns/${campaignId}/approval`;

const readAccount = async (tx: Tx) => (await tx.one<{ name: string }>(sql`select name from accounts`)).name;

/** A member of the account of the transaction. */
async function readPerson(tx: Tx, userId: string | null) {
  return await tx.maybeOne<{ name: string; email: string }>(sql`
    select u.name, u.email from memberships m join users u on u.id = m.user_id where m.user_id = ${userId}`);
}
