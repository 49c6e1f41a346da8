import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';

export interface SentCampaign {
  accountId: string;
  campaignId: string;
  sendId: string;
  listId: string;
  /** One for each position from 1 on; index 0 is position 1. */
  contacts: { id: string; email: string; position: number }[];
}

/** An account with a name and nothing else, for tests below HTTP. */
export async function bareAccount(database: Database, name = 'Harbour Books'): Promise<string> {
  const id = newId();
  await database.asSystem((tx) =>
    tx.execute(
      sql`insert into accounts (id, name, postal_address) values (${id}, ${name}, '1 Harbour Street')`,
    ),
  );
  return id;
}

/**
 * A campaign to one list that went out to `count` new contacts an hour ago: every message of the ledger is in `state`.
 * Written straight into the tables, so that what reads the ledger can be tested without sending.
 */
export async function sentCampaign(
  database: Database,
  accountId: string,
  {
    count = 3,
    state = 'sent',
    trackOpens = true,
    trackClicks = true,
    startedAt = new Date(Date.now() - 3_600_000),
  } = {},
): Promise<SentCampaign> {
  const [campaignId, sendId, listId] = [newId(), newId(), newId()];
  const contacts = Array.from({ length: count }, (_, index) => {
    const id = newId();
    return { id, email: `${id}@reader.example`, position: index + 1 };
  });
  await database.asSystem(async (tx) => {
    await tx.execute(
      sql`insert into lists (account_id, id, name) values (${accountId}, ${listId}, ${`List ${listId}`})`,
    );
    await tx.execute(sql`
      insert into campaigns (account_id, id, name, state, subject, content, track_opens, track_clicks)
      values (${accountId}, ${campaignId}, 'Autumn letter', 'sent', 'Autumn is here', '{}', ${trackOpens}, ${trackClicks})`);
    await tx.execute(sql`
      insert into campaign_lists (account_id, campaign_id, list_id, role) values (${accountId}, ${campaignId}, ${listId}, 'include')`);
    await tx.execute(sql`
      insert into sends (account_id, id, campaign_id, state, list_ids, snapshot, planned, started_at, finished_at)
      values (${accountId}, ${sendId}, ${campaignId}, 'finished', ${[listId]}, '{}', ${count}, ${startedAt}, ${startedAt})`);
    const rows = JSON.stringify(contacts);
    await tx.execute(sql`
      insert into contacts (account_id, id, email, email_key, fields)
      select ${accountId}, id, email, email, jsonb_build_object('first_name', 'Reader', 'last_name', position::text)
        from jsonb_to_recordset(${rows}::jsonb) as c (id uuid, email text, position integer)`);
    await tx.execute(sql`
      insert into list_members (account_id, list_id, contact_id, source)
      select ${accountId}, ${listId}, id, 'import' from jsonb_to_recordset(${rows}::jsonb) as c (id uuid)`);
    await tx.execute(sql`
      insert into messages (account_id, send_id, position, contact_id, email, state, settled_at)
      select ${accountId}, ${sendId}, position, id, email, ${state}, ${startedAt}
        from jsonb_to_recordset(${rows}::jsonb) as c (id uuid, email text, position integer)`);
  });
  return { accountId, campaignId, sendId, listId, contacts };
}
