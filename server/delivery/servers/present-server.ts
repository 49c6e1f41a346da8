import type { SendingServer, ServerState } from './contract.ts';
import type { ServerRow } from './server-row.ts';
import { warmUpToday } from './warm-up-today.ts';

/** A server as the API answers it: never its secret. */
export function presentServer(row: ServerRow, usedToday: number | null, now = Date.now()): SendingServer {
  const { secret, trusted, accountId, settings, trouble, troubleSince, pausedAt, pausedReason, ...rest } =
    row;
  return {
    ...rest,
    ...stateOf(row, now),
    smtp: row.kind === 'smtp' ? row.settings : null,
    mx: row.kind === 'mx' ? row.settings : null,
    hasSecret: secret !== null,
    warmingUp: warmUpToday(row.warmUp, now) ?? null,
    usedToday,
  };
}

type State = { state: ServerState; why: string | null; since: string | null };

/** How a server is, in the order of what a person must know first. */
export function stateOf(row: ServerRow, now: number): State {
  if (!row.enabled) return { state: 'off', why: 'It is switched off.', since: null };
  if (row.pausedAt !== null) return { state: 'paused', why: row.pausedReason, since: row.pausedAt };
  if (row.troubleSince !== null) return { state: 'trouble', why: row.trouble, since: row.troubleSince };
  const warming = warmUpToday(row.warmUp, now);
  if (!warming) return { state: 'working', why: null, since: null };
  const why = `Day ${warming.day} of ${warming.days} of its warm-up: at most ${warming.today.toLocaleString('en')} messages today.`;
  return { state: 'warming_up', why, since: null };
}
