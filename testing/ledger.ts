import { compileContent } from '#server/content/index.ts';
import { planSend, type ReasonKind, type SendSnapshot, startSend } from '#server/delivery/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { bareAccount } from './sent-campaign.ts';

/** A planned send of so many contacts in an account of its own, and ways to look at its ledger. */
export type TestSend = Awaited<ReturnType<typeof testSend>>;

type SendRow = { state: string; waiting: string | null; waitingKind: ReasonKind | null; planned: number };

/** Makes an account (or takes one), a list of `recipients` contacts named p1@…, a campaign, and plans its send. */
export async function testSend(
  database: Database,
  recipients: number,
  options: {
    rangeSize?: number;
    fromEmail?: string;
    accountId?: string;
    stream?: 'marketing' | 'transactional';
    whenUnsure?: 'keep' | 'resend';
    /** The domain of the n-th contact's address is chosen in turn from these. */
    domains?: string[];
  } = {},
) {
  const accountId = options.accountId ?? (await bareAccount(database));
  const scope = { accountId };
  const { stream, whenUnsure, domains = ['example.net'] } = options;
  const [campaignId, listId] = [newId(), newId()];
  const snapshot = await testSnapshot({ campaignId, listId }, options.fromEmail);
  const sendId = await database.inAccount(accountId, async (tx) => {
    await tx.execute(
      sql`insert into lists (account_id, id, name) values (${accountId}, ${listId}, 'Readers')`,
    );
    await tx.execute(sql`
      with people as (
        insert into contacts (account_id, id, email, email_key, fields)
        select ${accountId}, gen_random_uuid(), a.email, a.email, jsonb_build_object('first_name', 'Ada' || n)
        from generate_series(1, ${recipients}::int) n cross join lateral (
          select 'p' || n || '@' || (${domains}::text[])[(n - 1) % ${domains.length}::int + 1] as email
        ) a returning id
      )
      insert into list_members (account_id, list_id, contact_id, source)
      select ${accountId}, ${listId}, id, 'test' from people`);
    await tx.execute(sql`
      insert into campaigns (account_id, id, name, content) values (${accountId}, ${campaignId}, 'Test', '{}')`);
    const { sendId } = await startSend(tx, scope, {
      campaignId,
      listIds: [listId],
      snapshot,
      ...(stream && { stream }),
      ...(whenUnsure && { whenUnsure }),
    });
    await planSend(tx, scope, {
      sendId,
      recipients: sql`select id as contact_id, email from contacts where account_id = ${accountId} order by length(split_part(email, '@', 1)), email`,
      ...(options.rangeSize && { rangeSize: options.rangeSize }),
    });
    return sendId;
  });
  return { accountId, scope, campaignId, listId, sendId, ...ledgerOf(database, accountId, sendId) };
}

/** The frozen content of a small personalised email. */
export async function testSnapshot(
  { campaignId, listId }: { campaignId: string; listId: string },
  fromEmail = 'news@acme.example',
): Promise<SendSnapshot> {
  const compiled = await compileContent({
    subject: 'Hello {{ contact.first_name }}',
    preheader: '',
    fromName: 'Acme',
    content: {
      kind: 'html',
      version: 1,
      source:
        '<p>Dear {{ contact.first_name }}</p><a href="https://acme.example/">Read</a> <a href="{{ unsubscribe_url }}">Leave</a>',
      text: null,
    },
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  return {
    campaign: { id: campaignId, name: 'Test', subject: 'Hello {{ contact.first_name }}' },
    account: { name: 'Acme', postalAddress: '1 Harbour Street, Lisbon' },
    fromEmail,
    replyTo: '',
    list: { id: listId, name: 'Readers' },
    content: compiled.compiled,
    trackOpens: true,
    trackClicks: true,
  };
}

function ledgerOf(database: Database, accountId: string, sendId: string) {
  const query = <Row>(statement: ReturnType<typeof sql>) =>
    database.asSystem((tx) => tx.query<Row>(statement));
  return {
    /** How many messages are in each state. */
    async states(): Promise<Record<string, number>> {
      const rows = await query<{ state: string; count: number }>(
        sql`select state, count(*)::int as count from messages where send_id = ${sendId} group by 1 order by 1`,
      );
      return Object.fromEntries(rows.map((row) => [row.state, row.count]));
    },
    /** The counters of all ranges, summed; the zeros left out. */
    async counters(): Promise<Record<string, number>> {
      const [row] = await query<Record<string, number>>(sql`
        select sum(sent)::int as sent, sum(failed)::int as failed, sum(uncertain)::int as uncertain,
          sum(suppressed)::int as suppressed, sum(cancelled)::int as cancelled
        from send_ranges where send_id = ${sendId}`);
      return Object.fromEntries(Object.entries(row ?? {}).filter(([, count]) => count > 0));
    },
    messages: () =>
      query<{
        position: number;
        email: string;
        state: string;
        failure: string | null;
        attempts: number;
        reply: string | null;
      }>(
        sql`select position, email, state, failure, attempts, reply from messages where send_id = ${sendId} order by position`,
      ),
    async send(): Promise<SendRow> {
      const [row] = await query<SendRow>(
        sql`select state, waiting, waiting_kind as "waitingKind", planned from sends where account_id = ${accountId} and id = ${sendId}`,
      );
      return row!;
    },
  };
}
