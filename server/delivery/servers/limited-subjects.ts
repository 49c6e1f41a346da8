import {
  accountSubject,
  limitsToday,
  receiverGroup,
  receiverLimitsToday,
  type WarmUp,
  type WarmUpDay,
} from '../pace/index.ts';
import type { Leaving, Limit, LimitedSubject } from '../ways/index.ts';
import type { ServerLimits } from './contract.ts';
import type { ServerRow } from './server-row.ts';
import { domainKey, type Snapshot } from './snapshot.ts';

const DAY = 86_400;

/**
 * What counts against whoever sends, whichever way the mail takes: the account's daily cap, and the warm-up of its
 * domain, of which some receivers get a share only.
 *
 * @param operator who takes the mail in, one of pace/receiver-groups.ts
 */
export function subjectsOfSender(
  snapshot: Snapshot,
  { accountId, fromDomain }: Leaving,
  operator: string | undefined,
  now: Date,
): LimitedSubject[] {
  const account = accountSubject(accountId, snapshot.dailyCaps.get(accountId) ?? null);
  const warmUp = snapshot.domainWarmUps.get(domainKey(accountId, fromDomain));
  const subject = `domain:${fromDomain}`;
  const name = `${fromDomain} while it warms up`;
  const subjects: LimitedSubject[] = [
    ...(account ? [account] : []),
    { accountId, subject, kind: 'warm_up', limits: warmUp ? limitsToday(warmUp, now) : [], name },
    {
      accountId,
      subject: `${subject} group:${operator}`,
      kind: 'warm_up',
      limits: warmUp && operator ? receiverLimitsToday(warmUp, operator, now) : [],
      name: `${receiverGroup(operator ?? '').name} from ${name}`,
    },
  ];
  return subjects.filter(isLimited);
}

/**
 * What counts against a server, in all and for the groups of receivers a message belongs to. The counters are its
 * owner's, so that those of a shared one hold over all accounts.
 *
 * @param groups the operator that takes the mail in and the recipient's domain
 */
export function subjectsOfServer(
  row: ServerRow,
  groups: readonly string[],
  days: WarmUpDay[],
  now: Date,
): LimitedSubject[] {
  const { accountId, warmUp } = row;
  const subject = `server:${row.id}`;
  const ofGroup = (group: string): Limit[] => [
    ...row.groupLimits.filter((limit) => limit.group === group).flatMap(limitsOf),
    ...(warmUp ? receiverLimitsToday(warmUp, group, now, days) : []),
  ];
  const subjects: LimitedSubject[] = [
    {
      accountId,
      subject,
      kind: 'server_limit',
      serverId: row.id,
      limits: [...limitsOf(row.limits), ...warmUpLimits(warmUp, days, now)],
      name: row.name,
    },
    ...groups.map((group) => ({
      accountId,
      subject: `${subject} group:${group}`,
      kind: 'receiver_limit' as const,
      serverId: row.id,
      limits: ofGroup(group),
      name: `${receiverGroup(group).name} over ${row.name}`,
    })),
  ];
  return subjects.filter(isLimited);
}

const warmUpLimits = (warmUp: WarmUp | null, days: WarmUpDay[], now: Date) =>
  warmUp ? limitsToday(warmUp, now, days) : [];

const isLimited = ({ limits }: LimitedSubject) => limits.length > 0;

function limitsOf(limits: ServerLimits): Limit[] {
  const all: [number, number | null | undefined][] = [
    [1, limits.perSecond],
    [60, limits.perMinute],
    [3600, limits.perHour],
    [DAY, limits.perDay],
  ];
  return all.flatMap(([seconds, most]) => (most ? [{ seconds, most }] : []));
}
