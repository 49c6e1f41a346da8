import { type Sql, sql } from '#server/platform/database/index.ts';

/**
 * How often a message is sent again by itself because nobody knows whether it arrived, whatever the schedule of retries
 * would allow: somebody behind a server that never answers, or a message that kills its worker, gets four copies and
 * no more. A person may still send it again.
 */
export const MOST_RESENDS = 3;

/** What a message says that was used by a person before anybody answered for it. */
export const ARRIVED = 'Nobody answered for it at first, but a person has opened it: it arrived.';

/** Said of a message that may not be sent again by itself any more. */
export const USED_UP = `It was sent again ${MOST_RESENDS} times, and nobody knows still whether it arrived; it is not sent again by itself.`;

/**
 * Whether a person has used the message `m`, which proves that it arrived. Part of every statement that would let it go
 * again, and read from the row that the statement locks: so no copy leaves after an opening that is committed.
 */
export const hasArrived = sql`(m.opened_at is not null or m.clicked_at is not null or m.unsubscribed_at is not null)`;

/** Whether the message `m` has been sent again as often as it may be by itself. */
export const isUsedUp = sql`(m.resends >= ${MOST_RESENDS})`;

/** Said of a message that may have arrived and may not be sent again, after why it may not. */
export const EARLIER_COPY = 'An earlier copy of it may have arrived.';

/** What becomes of a message `m` of which nobody knows whether it arrived: `again` where it may go again. */
export const fateOf = (again: 'queued' | 'deferred', mayGoAgain: Sql): Sql => sql`
  case when ${hasArrived} then 'sent' when ${mayGoAgain} and not ${isUsedUp} then ${again} else 'uncertain' end`;
