import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/** What a link is for. A link for one thing opens nothing else. */
export type LinkPurpose =
  | 'confirm-address'
  | 'reset-password'
  | 'confirm-new-address'
  | 'stop-new-address'
  | 'invitation'
  | 'registration-invitation'
  | 'take-ownership';

interface NewLink {
  accountId: string;
  /** Null for somebody who is no user yet. */
  userId: string | null;
  purpose: LinkPurpose;
  /** How long it works. */
  minutes: number;
  /** What the act behind it needs to know. Stored as it is, so no secret belongs in it. */
  data?: Record<string, unknown>;
}

/** A link that still works, or worked until a moment ago. */
export interface OneTimeLink {
  accountId: string;
  userId: string | null;
  data: Record<string, unknown>;
  createdAt: string;
  expiresAt: string;
}

const columns = sql`account_id as "accountId", user_id as "userId", data, created_at as "createdAt", expires_at as "expiresAt"`;

/**
 * Makes a link that works once and answers its token, which only the mail carries. Older links stay good: whoever wants the
 * newest alone to work calls endLinks before.
 */
export async function makeLink(tx: Tx, link: NewLink): Promise<string> {
  const token = randomToken();
  await tx.execute(sql`
    insert into one_time_links (account_id, token_hash, user_id, purpose, data, expires_at)
    values (${link.accountId}, ${sha256(token)}, ${link.userId}, ${link.purpose}, ${JSON.stringify(link.data ?? {})}::jsonb,
            now() + make_interval(mins => ${link.minutes}))`);
  return token;
}

/**
 * Uses a link up: of any number of uses at once one gets it, the others and unknown, used or expired tokens undefined. When
 * the transaction fails, the link is as good as before.
 */
export async function useLink(tx: Tx, purpose: LinkPurpose, token: string): Promise<OneTimeLink | undefined> {
  return await tx.maybeOne<OneTimeLink>(
    sql`update one_time_links set used_at = now() where ${works(purpose, token)} returning ${columns}`,
  );
}

/** Looks at a link without using it: for the page that says what its button will do. */
export async function readLink(
  tx: Tx,
  purpose: LinkPurpose,
  token: string,
): Promise<OneTimeLink | undefined> {
  return await tx.maybeOne<OneTimeLink>(
    sql`select ${columns} from one_time_links where ${works(purpose, token)}`,
  );
}

/** Ends a person's unused links for something: a newer one was made, or they must not work any more. */
export async function endLinks(tx: Tx, of: { userId: string; purpose: LinkPurpose }): Promise<void> {
  await tx.execute(
    sql`delete from one_time_links where user_id = ${of.userId} and purpose = ${of.purpose} and used_at is null`,
  );
}

const works = (purpose: LinkPurpose, token: string): Sql =>
  sql`token_hash = ${sha256(token)} and purpose = ${purpose} and used_at is null and expires_at > now()`;
