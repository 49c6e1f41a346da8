import type { MailWay } from '../mail-way.ts';
import type { MxServer, MxWay } from '../mx/index.ts';
import { receiverGroup } from '../pace/index.ts';
import type { Connection, Route } from '../smtp/index.ts';
import type { Way } from '../ways/index.ts';
import type { MxSettings } from './contract.ts';
import { type OpenDeps, openRelay, type RelayRow } from './open-server.ts';
import type { ServerRow } from './server-row.ts';

/** A connection is replaced after so many messages where nobody says otherwise; many servers close it then anyway. */
const MESSAGES_PER_CONNECTION = 100;

export type DoorDeps = OpenDeps & {
  mailWay: MailWay;
  /** Connections of a worker to a server that has no limit of its own. */
  connections: number;
};

/** Where connections of one kind lead: a way without what counts against it. */
export type Door = Pick<Way, 'lane' | 'group' | 'leadsTo' | 'messagesPerConnection' | 'open'>;

/** Receivers that bear so many connections over all workers, and nobody else's mail leaves by them. */
export type Narrowness = { group: string; connections: number };

/** Connections to a server are not shared with those from before it was changed. */
const laneOf = (row: ServerRow) => `server:${row.id} ${row.changedAt}`;

/** Connections to begin with; a server that welcomes them gets more. */
const START = 10;

const groupOf = (key: string, name: string, most: number) => ({
  key,
  name,
  start: Math.min(START, most),
  most,
  isEager: true,
});

/** A server that passes everything on: it is one group, whoever the receivers are. */
export function relayDoor(deps: DoorDeps, row: RelayRow): Door {
  return {
    lane: laneOf(row),
    group: groupOf(`server:${row.id}`, row.name, row.limits.connections ?? deps.connections),
    leadsTo: 'server',
    messagesPerConnection: row.messagesPerConnection,
    open: () => openRelay(deps, row),
  };
}

/** The sandbox as a sending server: mail stays with the account that sends it. */
export function sandboxDoor(deps: DoorDeps, row: ServerRow, accountId: string): Door {
  return {
    lane: `${laneOf(row)} ${accountId}`,
    leadsTo: 'server',
    group: groupOf(`server:${row.id}`, row.name, row.limits.connections ?? deps.connections),
    messagesPerConnection: row.messagesPerConnection,
    open: () => openRoute(deps, deps.mailWay.sandboxRoute(accountId)),
  };
}

/** The way that is built in: SMTP_URL, or the sandbox. */
export function installDoor(deps: DoorDeps, accountId: string): Door {
  const { mode, routeFor } = deps.mailWay;
  const name = mode === 'smtp' ? 'the mail server of SMTP_URL' : 'the sandbox';
  return {
    lane: mode === 'smtp' ? 'install' : `install ${accountId}`,
    group: groupOf('install', name, deps.connections),
    leadsTo: 'server',
    messagesPerConnection: MESSAGES_PER_CONNECTION,
    open: () => openRoute(deps, routeFor(accountId)),
  };
}

/** Any door of a server, or of the install when there is no row: to find out whether it opens. */
export function doorToTry(deps: DoorDeps, row: Exclude<ServerRow, { kind: 'mx' }> | undefined): Door {
  if (row === undefined) return installDoor(deps, NOBODY);
  return row.kind === 'smtp' ? relayDoor(deps, row) : sandboxDoor(deps, row, row.accountId);
}

/** The sandbox lets in whoever proves to be an account; to knock, any will do. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Straight to the receivers: what is known of them is the lane's, what is set for the server is the row's. */
export function mxDoor(row: ServerRow, way: MxWay): Door {
  const messagesPerConnection = Math.min(way.messagesPerConnection, row.messagesPerConnection);
  return { ...way, lane: `${way.lane} ${row.changedAt}`, leadsTo: 'receivers', messagesPerConnection };
}

export function mxServerOf(id: string, settings: MxSettings): MxServer {
  const { ehloName, localAddresses, requireTls, mtaSts } = settings;
  return { id, ehloName: ehloName ?? undefined, localAddresses, requireTls, mtaSts };
}

/**
 * The door for receivers that have a limit of connections of their own: they must not share connections with others,
 * or these would count as theirs.
 */
export function narrowed(
  row: ServerRow,
  door: Door,
  groups: readonly string[],
): { door: Door; narrowness?: Narrowness } {
  const limit = row.groupLimits.find(({ group, connections }) => connections && groups.includes(group));
  if (!limit?.connections) return { door };
  const { group, connections } = limit;
  const narrow = {
    ...door,
    lane: `${door.lane} group:${group}`,
    group: {
      key: `server:${row.id} group:${group}`,
      name: `${receiverGroup(group).name} over ${row.name}`,
      start: Math.min(door.group.start, connections),
      most: Math.min(door.group.most, connections),
    },
  };
  return { door: narrow, narrowness: { group, connections } };
}

const openRoute = ({ transport }: OpenDeps, route: Route): Promise<Connection> => transport.open(route);
