import { type WarmUpDay, warmUpToday } from '../pace/index.ts';
import type { SendingServer, ServerState } from './contract.ts';
import type { ServerRow } from './server-row.ts';

/** What the tally says of a server: messages taken from it today, and its days as far as its warm-up needs them. */
export type Figures = { usedToday: number; days: WarmUpDay[] };

/** A server as the API answers it: never its secret. */
export function presentServer(
  row: ServerRow,
  { usedToday, days }: Figures = { usedToday: 0, days: [] },
  now = new Date(),
): SendingServer {
  const { secret, trusted, accountId, settings, trouble, troubleSince, pausedAt, pausedReason, ...rest } =
    row;
  return {
    ...rest,
    ...stateOf(row, days, now),
    smtp: row.kind === 'smtp' ? row.settings : null,
    mx: row.kind === 'mx' ? row.settings : null,
    hasSecret: secret !== null,
    warmingUp: warmingUp(row, days, now) ?? null,
    usedToday,
  };
}

type State = { state: ServerState; why: string | null; since: string | null };

/** How a server is, in the order of what a person must know first. */
export function stateOf(row: ServerRow, days: WarmUpDay[], now: Date): State {
  if (!row.enabled) return { state: 'off', why: 'It is switched off.', since: null };
  if (row.pausedAt !== null) return { state: 'paused', why: row.pausedReason, since: row.pausedAt };
  if (row.troubleSince !== null) return { state: 'trouble', why: row.trouble, since: row.troubleSince };
  const warming = warmingUp(row, days, now);
  if (!warming) return { state: 'working', why: null, since: null };
  const why = `Day ${warming.day} of ${warming.days} of its warm-up: at most ${warming.today.toLocaleString('en')} messages today.`;
  return { state: 'warming_up', why, since: null };
}

const warmingUp = ({ warmUp }: ServerRow, days: WarmUpDay[], now: Date) =>
  warmUp === null ? undefined : warmUpToday(warmUp, now, days);
