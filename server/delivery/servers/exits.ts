import type { MxWays } from '../mx/index.ts';
import { isKnownGroup, receiverGroupOf, type SharedServer, shareKey } from '../pace/index.ts';
import type { Found, Leaving, LimitedSubject, Way } from '../ways/index.ts';
import {
  type Door,
  type DoorDeps,
  installDoor,
  mxDoor,
  mxServerOf,
  narrowed,
  relayDoor,
  sandboxDoor,
} from './doors.ts';
import { subjectsOfSender, subjectsOfServer } from './limited-subjects.ts';
import type { LiveConnections } from './live-connections.ts';
import type { ServerRow } from './server-row.ts';
import { domainKey, type Snapshot } from './snapshot.ts';

/**
 * Connections of a worker to all receivers together, when mail goes straight to them and nothing is set. More than a
 * worker has open: those that hang are among them.
 */
const MX_CONNECTIONS = 1_000;

/** A way that knows which server it leads over: the very state of it, so that news of an earlier state tell nothing. */
export type ServerWay = Way & { row: ServerRow | undefined };

/** A server, or the install's own way (then without a row), for the mail of one account, from-domain and stream. */
export type Exit = { row: ServerRow | undefined; find(recipientDomain: string): Found };

export type ExitDeps = DoorDeps & {
  mx: Pick<MxWays, 'find'>;
  live: LiveConnections;
  /** Of the connections that a server, or a group of receivers over it, takes in all, those this worker may have. */
  share: (server: SharedServer, limit: number) => number;
};

/** A sending server as an exit. */
export function exitOver(deps: ExitDeps, snapshot: Snapshot, row: ServerRow, leaving: Leaving): Exit {
  const wayThrough = wayMaker(deps, snapshot, row, leaving);
  if (row.kind !== 'mx') {
    const door = row.kind === 'smtp' ? relayDoor(deps, row) : sandboxDoor(deps, row, leaving.accountId);
    return { row, find: (domain) => ({ kind: 'way', way: wayThrough(door, domain) }) };
  }
  const server = mxServerOf(row.id, row.settings);
  return {
    row,
    find(domain) {
      const found = deps.mx.find(server, domain);
      if (found.kind !== 'way') return found;
      const operator = found.way.group.key.split(' group:').at(1);
      return { kind: 'way', way: wayThrough(mxDoor(row, found.way), domain, operator) };
    },
  };
}

/** The install's own way as an exit. */
export function exitOverInstall(deps: ExitDeps, snapshot: Snapshot, leaving: Leaving): Exit {
  const wayThrough = wayMaker(deps, snapshot, undefined, leaving);
  const door = installDoor(deps, leaving.accountId);
  return { row: undefined, find: (domain) => ({ kind: 'way', way: wayThrough(door, domain) }) };
}

/** Makes the ways through doors, each once: messages that the same limits hold for leave by the same way. */
function wayMaker(deps: ExitDeps, snapshot: Snapshot, row: ServerRow | undefined, leaving: Leaving) {
  const ways = new Map<string, Way>();
  const groupsOf = groupsThatCount(snapshot, row, leaving);
  return (wide: Door, domain: string, operator?: string): Way => {
    const groups = groupsOf(domain, operator);
    const key = `${wide.lane}\n${groups.join(' ')}`;
    const known = ways.get(key);
    if (known) return known;
    const subjects = subjectsOf(snapshot, row, leaving, groups);
    const way = row
      ? wayOver(deps, row, narrowed(row, wide, groups), subjects)
      : wayOut(deps, wide, subjects);
    ways.set(key, way);
    return way;
  };
}

/**
 * Tells for a recipient the groups of receivers that have limits of their own: few, so that few different ways are made.
 * Who takes the mail in is known from the DNS when it goes straight there, else told by the domain.
 */
function groupsThatCount(snapshot: Snapshot, row: ServerRow | undefined, leaving: Leaving) {
  const limited = new Set(row?.groupLimits.map(({ group }) => group));
  const isWarmingUp = Boolean(
    row?.warmUp || snapshot.domainWarmUps.has(domainKey(leaving.accountId, leaving.fromDomain)),
  );
  const none: string[] = [];
  if (limited.size === 0 && !isWarmingUp) return () => none;
  return (domain: string, operator = receiverGroupOf(domain).key) =>
    [...new Set([operator, domain])].filter(
      (group) => limited.has(group) || (isWarmingUp && isKnownGroup(group)),
    );
}

function subjectsOf(snapshot: Snapshot, row: ServerRow | undefined, leaving: Leaving, groups: string[]) {
  const now = new Date();
  const ofServer = row ? subjectsOfServer(row, groups, snapshot.days.get(row.id) ?? [], now) : [];
  return [...ofServer, ...subjectsOfSender(snapshot, leaving, groups.find(isKnownGroup), now)];
}

function wayOver(
  deps: ExitDeps,
  row: ServerRow,
  { door, narrowness }: ReturnType<typeof narrowed>,
  subjects: LimitedSubject[],
): ServerWay {
  const { accountId, id } = row;
  const limit = row.limits.connections ?? undefined;
  const free = row.kind === 'mx' ? MX_CONNECTIONS : deps.connections;
  const receivers = narrowness && { accountId, id, receivers: narrowness.group };
  return {
    ...door,
    row,
    serverId: id,
    serverName: row.name,
    // Both are asked for again and again: what other workers hold changes.
    get serverConnections() {
      return limit === undefined ? free : deps.share({ accountId, id }, limit);
    },
    get groupConnections() {
      return receivers && deps.share(receivers, narrowness.connections);
    },
    subjects,
    open: () => deps.live.open(receivers ? [id, shareKey(receivers)] : [id], door.open),
  };
}

/** The way that is built in. */
function wayOut(deps: ExitDeps, door: Door, subjects: LimitedSubject[]): ServerWay {
  return {
    ...door,
    row: undefined,
    serverId: null,
    serverName: door.group.name,
    serverConnections: deps.connections,
    subjects,
    open: () => deps.live.open(['install'], door.open),
  };
}
