import { hostname } from 'node:os';
import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { MxWays } from '../mx/index.ts';
import { type ConnectionShares, connectionShares, type SharedServer, shareKey } from '../pace/index.ts';
import type { Found, Leaving, Reason, Way, Ways } from '../ways/index.ts';
import { chooseServers } from './choose-servers.ts';
import { type Exit, type ExitDeps, exitOver, exitOverInstall, type ServerWay } from './exits.ts';
import { LiveConnections } from './live-connections.ts';
import type { ServerRow } from './server-row.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';
import { INSTALL, Troubles } from './troubles.ts';

/** Milliseconds between looks at the servers when nobody announced a change. */
const REFRESH_EVERY = 30_000;
/** Milliseconds between looks at what other workers leave of the connections a server takes. */
const SHARE_EVERY = 1_000;

export type WaysOptions = Omit<ExitDeps, 'live' | 'share'> & {
  database: Database;
  mx: MxWays;
  /** Names this one among those that share the connections of a server; the process when left out. */
  worker?: string;
  log: Log;
};

export interface ServerWays extends Ways {
  /** Reads the servers now; what was changed before the call counts after it. */
  refresh(): Promise<void>;
  /** Tries every server again, for a person who wants to know now. */
  forgetTroubles(): void;
  /** Keeps itself up to date from now on: told of changes, and looking every half minute. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The ways over the sending servers of all accounts and of the install. Chosen by chooseServers; the first server that
 * can be opened wins, and one that cannot is passed over and tried in the background until it opens again.
 */
export function createWays(options: WaysOptions): ServerWays {
  return new ChosenWays(options);
}

class ChosenWays implements ServerWays {
  #options: WaysOptions;
  #snapshot: Snapshot | undefined;
  #rows = new Map<string, ServerRow>();
  /** The exits of each kind of leaving mail, in the order in which they are tried. */
  #plans = new Map<string, Exit[]>();
  #troubles: Troubles;
  #live = new LiveConnections();
  #shares: ConnectionShares;
  #listeners: (() => void)[] = [];
  #reading: Promise<void> = Promise.resolve();
  #stopFollowing: () => Promise<void> = async () => {};

  constructor(options: WaysOptions) {
    this.#options = options;
    const { database, log, mx, worker = `${hostname()} ${process.pid}` } = options;
    const tell = () => this.#tell();
    const open = (server: SharedServer) => this.#live.count(server.receivers ? shareKey(server) : server.id);
    this.#shares = connectionShares(database, worker, open, tell);
    this.#troubles = new Troubles({
      deps: options,
      database,
      log,
      live: this.#live,
      rowOf: (id) => this.#rows.get(id),
      onChange: tell,
      refresh: () => this.refresh(),
    });
    mx.onChange(tell);
  }

  find(leaving: Leaving, recipientDomain: string): Found {
    const plan = this.#planFor(leaving);
    if (plan === undefined) return { kind: 'asking' };
    const reasons: Reason[] = [];
    for (const exit of plan) {
      const reason = this.#whyNot(exit, leaving.accountId);
      const found = reason === undefined ? exit.find(recipientDomain) : undefined;
      if (found?.kind === 'waiting') reasons.push(found.reason);
      else if (found) return found;
      else if (reason) reasons.push(reason);
    }
    return { kind: 'waiting', reason: allOf(reasons) ?? noServerFor(leaving) };
  }

  report(way: Way, event: { opened: true } | { opened: false; error: Error }): void {
    const id = way.serverId ?? INSTALL;
    const row = this.#rows.get(id);
    // Where mail goes straight to the receivers, one of them that cannot be reached says nothing about the others.
    if (row?.kind === 'mx') return;
    // News of a server as it was before somebody changed it.
    if (row?.changedAt !== (way as ServerWay).row?.changedAt) return;
    if (event.opened) this.#troubles.opened(id);
    else this.#troubles.failed(id, event.error);
  }

  forgetTroubles(): void {
    for (const id of [INSTALL, ...this.#rows.keys()]) this.#troubles.forget(id);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  refresh(): Promise<void> {
    // One after the other, so that an older answer never overwrites a newer one.
    this.#reading = this.#reading.catch(() => {}).then(() => this.#read());
    return this.#reading;
  }

  async start(): Promise<void> {
    const { database, log } = this.#options;
    const refresh = () => {
      this.refresh().catch((error) => log.warn('the sending servers could not be read', { error }));
    };
    const listening = await database.listen('sending_servers', refresh);
    const share = () => {
      this.#shares.renew().catch((error) => log.warn('connections could not be shared', { error }));
    };
    const timers = [setInterval(refresh, REFRESH_EVERY), setInterval(share, SHARE_EVERY)];
    for (const timer of timers) timer.unref();
    this.#stopFollowing = async () => {
      for (const timer of timers) clearInterval(timer);
      await listening.stop();
    };
    await this.refresh();
    for (const row of this.#rows.values()) this.#troubles.believe(row);
  }

  async stop(): Promise<void> {
    await this.#troubles.stop();
    await this.#stopFollowing();
    await this.#reading.catch(() => {});
    // Else the others have them when the lease ends.
    await this.#shares.release().catch(() => {});
  }

  #planFor(leaving: Leaving): Exit[] | undefined {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return undefined;
    const owner = leaving.ofInstall ? `${leaving.accountId} install` : leaving.accountId;
    const key = `${owner} ${leaving.stream} ${leaving.fromDomain}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const deps = { ...this.#options, live: this.#live, share: this.#shares.want };
    const choice = chooseServers(snapshot.servers, leaving, deps.mailWay.mode);
    const plan = choice.servers.map((row) => exitOver(deps, snapshot, row, leaving));
    if (choice.installMayServe) plan.push(exitOverInstall(deps, snapshot, leaving));
    this.#plans.set(key, plan);
    return plan;
  }

  /** Why an exit is passed over; undefined when it is not. What a server says is for the account that owns it. */
  #whyNot({ row }: Exit, accountId: string): Reason | undefined {
    const trouble = this.#troubles.of(row?.id ?? INSTALL);
    if (row === undefined)
      return trouble === undefined ? undefined : { kind: 'install_down', why: trouble, serverId: null };
    const { id: serverId, name } = row;
    const said = (reason: string | null) => (row.accountId === accountId ? `: ${reason}` : '.');
    if (row.pausedBy !== null) {
      const kind = row.pausedBy === 'person' ? 'server_paused' : 'login_refused';
      return { kind, why: `The sending server “${name}” is paused${said(row.pausedReason)}`, serverId };
    }
    if (trouble === undefined) return undefined;
    const why = `The sending server “${name}” cannot be used at the moment${said(trouble)}`;
    return { kind: 'server_down', why, serverId };
  }

  async #read(): Promise<void> {
    const snapshot = await this.#options.database.asSystem(readSnapshot);
    const before = this.#rows;
    this.#snapshot = snapshot;
    this.#rows = new Map(snapshot.servers.map((row) => [row.id, row]));
    this.#plans.clear();
    for (const [id, old] of before) {
      const row = this.#rows.get(id);
      // What was changed, switched off or deleted is another server now: nothing is known against it.
      if (!row?.enabled || row.pausedAt !== null || row.changedAt !== old.changedAt)
        this.#troubles.forget(id);
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** All that was passed over, in one: the words of each, and what the first choice waits for. */
function allOf(reasons: Reason[]): Reason | undefined {
  const [first] = reasons;
  return first && { ...first, why: reasons.map(({ why }) => why).join(' ') };
}

const noServerFor = ({ stream, fromDomain }: Leaving): Reason => ({
  kind: 'no_server',
  why: `No sending server takes ${stream} mail from ${fromDomain}. Add the domain to one of them, or add another server.`,
  serverId: null,
});
