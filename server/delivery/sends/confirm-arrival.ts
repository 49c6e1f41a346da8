import { sql, type Tx } from '#server/platform/database/index.ts';

const ARRIVED = 'Nobody answered for it at first, but a person has opened it: it arrived.';

/**
 * Turns messages whose fate was `uncertain` into `sent`, because a person has used them. Others are left as they are.
 *
 * The caller holds the messages already, while the engine locks a range before its messages. So a range that is busy is
 * passed over instead of waited for: the message stays uncertain, which is still true to what is known.
 */
export async function confirmArrival(
  tx: Tx,
  messages: readonly { accountId: string; sendId: string; position: number }[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx.execute(sql`
    with seen as (
      select distinct * from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb)
        as s ("accountId" uuid, "sendId" uuid, position int)
    ), held as (
      select r.account_id, r.send_id, r.first_position, m.position
      from seen s
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
