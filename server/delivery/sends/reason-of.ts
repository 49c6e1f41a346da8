import { type Sql, sql } from '#server/platform/database/index.ts';

/**
 * What a send or a range of one waits for, as the contract's `reason`; null when it waits for nothing. A server that the
 * account does not own, or no longer has, is not named.
 *
 * @param row the alias of a row of `sends` or `send_ranges`
 */
export const reasonOf = (row: Sql): Sql => sql`
  case when ${row}.waiting is not null then jsonb_build_object('kind', ${row}.waiting_kind, 'why', ${row}.waiting,
    'serverId', (select v.id from sending_servers v where v.account_id = ${row}.account_id and v.id = ${row}.waiting_server))
  end`;
