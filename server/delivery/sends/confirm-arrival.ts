import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { ARRIVED } from './doubt.ts';

type Message = { accountId: string; sendId: string; position: number };

const rows = (messages: readonly Message[]): Sql => {
  const given = messages.map(({ accountId, sendId, position }) => ({ accountId, sendId, position }));
  return sql`(
    select distinct * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as s ("accountId" uuid, "sendId" uuid, position bigint)) s`;
};

/**
 * Holds the ranges of those messages whose fate is uncertain until the transaction ends. For a transaction that is about to
 * lock the messages and then calls {@link confirmArrival}: ranges are locked before their messages, as everywhere.
 */
export async function holdDoubtful(tx: Tx, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.execute(sql`
    select from ${rows(messages)}
      join messages m on m.account_id = s."accountId" and m.send_id = s."sendId" and m.position = s.position
      join send_ranges r on r.account_id = m.account_id and r.send_id = m.send_id
        and m.position between r.first_position and r.last_position
    where m.state = 'uncertain'
    order by r.account_id, r.send_id, r.first_position
    for no key update of r`);
}

/**
 * Turns messages whose fate was `uncertain` into `sent`, because a person has used them. Others are left as they are: what
 * waits to go again is settled by the gate, which sees the same.
 *
 * The caller holds the messages already, and the ranges of those that were uncertain before ({@link holdDoubtful}). The range
 * of one that became so since is passed over while it is busy, and not waited for: it is worked on, and settles the message
 * when it is given back.
 */
export async function confirmArrival(tx: Tx, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.execute(sql`
    with held as (
      select r.account_id, r.send_id, r.first_position, m.position
      from ${rows(messages)}
      join messages m on m.account_id = s."accountId" and m.send_id = s."sendId" and m.position = s.position
      join send_ranges r on r.account_id = m.account_id and r.send_id = m.send_id
        and m.position between r.first_position and r.last_position
      where m.state = 'uncertain'
      for update of r skip locked
    ), confirmed as (
      update messages m set state = 'sent', failure = null, reply = ${ARRIVED}
      from held h
      where m.account_id = h.account_id and m.send_id = h.send_id and m.position = h.position
        and m.state = 'uncertain'
      returning h.account_id, h.send_id, h.first_position
    )
    update send_ranges r set sent = r.sent + c.count, uncertain = r.uncertain - c.count
    from (select account_id, send_id, first_position, count(*)::int from confirmed group by 1, 2, 3) c
    where r.account_id = c.account_id and r.send_id = c.send_id and r.first_position = c.first_position`);
}
