import type { Connection } from '../smtp/index.ts';
import type { Outcome } from '../smtp/outcome.ts';
import type { Reason, ReasonKind } from './contract.ts';

/** Marketing is sent at most once; transactional mail goes first and at least once, always with the same Message-ID. */
export type Stream = 'marketing' | 'transactional';

/** The part of a send that decides how its mail leaves. */
export type Leaving = {
  accountId: string;
  fromDomain: string;
  stream: Stream;
  /** Mail of the install itself: it leaves by what serves all accounts, never by a server of this one's own. */
  ofInstall?: true;
};

/**
 * Not more than `most` messages in any stretch of `seconds`, over all workers together. Some are not set by hand but
 * follow from a warm-up.
 */
export type Limit = { seconds: number; most: number; isWarmUp?: true };

/** What limits are counted on: a sending server, a group of receivers behind it, a sending domain, or an account. */
export type LimitedSubject = {
  /** Whose counter it is. */
  accountId: string;
  /** Names the counter within the account: `server:ID`, `server:ID group:gmail`, `domain:acme.example`, `account`. */
  subject: string;
  limits: Limit[];
  /** What waits for them is said to wait for this. */
  kind: Extract<ReasonKind, 'server_limit' | 'receiver_limit' | 'account_cap' | 'warm_up'>;
  /** The sending server it is about, where it is about one. */
  serverId?: string;
  /** For people, to follow “the hourly limit of”: `Acme relay`, `Gmail over Acme relay`, `this account`. */
  name: string;
};

/** How one message leaves: which connections can carry it, and what counts against it. */
export type Way = {
  /** Messages with the same lane can share a connection. */
  lane: string;
  /** A row of sending_servers; null for the install's own way (SMTP_URL or the sandbox). */
  serverId: string | null;
  /** For people. */
  serverName: string;
  /** Whom the connections are made to: a server that passes mail on, or the receivers’ own mail hosts. */
  leadsTo: 'server' | 'receivers';
  /**
   * Lanes with the same group slow down together when the receiver asks for it: the server itself for a relay, the
   * server and the operator of the receiving mail hosts when mail goes straight to them. An eager one gets more connections
   * quickly until it complains for the first time: a relay we were told to use, not a receiver we come to unasked.
   */
  group: { key: string; name: string; start: number; most: number; isEager?: boolean };
  /** Connections this worker may have open over the server at the moment, in all its lanes. */
  serverConnections: number;
  /** Connections this worker may have open to the group at the moment, where somebody has set how many it bears. */
  groupConnections?: number | undefined;
  /** A connection is replaced after so many messages. */
  messagesPerConnection: number;
  /** Counted against before the gate; empty when nothing is limited. */
  subjects: LimitedSubject[];
  /**
   * Opens a connection.
   *
   * @throws {RouteError} and nothing else; no message has been touched then
   */
  open(): Promise<Connection>;
};

/** What is known now about the way for one recipient. */
export type Found =
  | { kind: 'way'; way: Way }
  /** The name servers are being asked; `Ways` calls its listener when it knows more. */
  | { kind: 'asking' }
  /** No connection is needed to know what becomes of the message: its domain takes no mail, or cannot be looked up now. */
  | { kind: 'verdict'; outcome: Outcome }
  /** No sending server can take it at present. */
  | { kind: 'waiting'; reason: Reason };

/** Finds the way for messages. Answers at once from memory: it is asked for every message before the gate. */
export interface Ways {
  find(leaving: Leaving, recipientDomain: string): Found;
  /** A connection was opened, or could not be: what the choice between servers learns from. */
  report(way: Way, event: { opened: true } | { opened: false; error: Error }): void;
  /** Told whenever find() may answer differently from before. */
  onChange(listener: () => void): void;
}
