import { type Sql, sql } from '#server/platform/database/index.ts';
import type { GroupLimit, MxSettings, ServerLimits, SmtpSettings, WarmUp } from './contract.ts';

/** A sending server as it stands in the database; the secret is sealed. */
export type ServerRow = {
  accountId: string;
  id: string;
  name: string;
  enabled: boolean;
  shared: boolean;
  trusted: boolean;
  streams: ('marketing' | 'transactional')[];
  fromDomains: string[];
  priority: number;
  limits: ServerLimits;
  groupLimits: GroupLimit[];
  warmUp: WarmUp | null;
  messagesPerConnection: number;
  secret: Buffer | null;
  pausedAt: string | null;
  pausedReason: string | null;
  pausedBy: 'person' | 'refused_login' | null;
  troubleSince: string | null;
  trouble: string | null;
  createdAt: string;
  changedAt: string;
} & KindOfServer;

/** What only servers of one kind have. */
type KindOfServer =
  | { kind: 'smtp'; settings: SmtpSettings }
  | { kind: 'mx'; settings: MxSettings }
  | { kind: 'sandbox'; settings: Record<string, never> };

export const serverColumns: Sql = sql`
  account_id as "accountId", id, name, kind, settings, secret, enabled, shared, trusted, streams,
  from_domains as "fromDomains", priority, limits, group_limits as "groupLimits", warm_up as "warmUp",
  messages_per_connection as "messagesPerConnection", paused_at as "pausedAt", paused_reason as "pausedReason",
  paused_by as "pausedBy", trouble_since as "troubleSince", trouble, created_at as "createdAt", changed_at as "changedAt"`;

/** The order in which people see servers, and in which those that fit equally well are tried. */
export const serverOrder: Sql = sql`priority, created_at, id`;
