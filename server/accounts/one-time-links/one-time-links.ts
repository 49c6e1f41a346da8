import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/** What a link is for. A link for one thing opens nothing else. */
export type LinkPurpose = 'confirm-address' | 'reset-password' | 'confirm-new-address' | 'stop-new-address';

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

/** What only the mail carries, and until when it works. */
interface MadeLink {
  token: string;
  expiresAt: string;
}

/** Makes a link that works once. Older links stay good: whoever wants the newest alone to work calls endLinks before. */
export async function makeLink(tx: Tx, link: NewLink): Promise<MadeLink> {
  const token = randomToken();
  const { expiresAt } = await tx.one<{ expiresAt: string }>(sql`
    insert into one_time_links (account_id, token_hash, user_id, purpose, data, expires_at)
    values (${link.accountId}, ${sha256(token)}, ${link.userId}, ${link.purpose}, ${JSON.stringify(link.data ?? {})}::jsonb,
            now() + make_interval(mins => ${link.minutes}))
    returning expires_at as "expiresAt"`);
  return { token, expiresAt };
}

interface LinksOf {
  userId: string;
  purpose: LinkPurpose;
}

/** Gives a person's open link another token; the one before works no more. Undefined when they have none with these data. */
export async function renewLink(
  tx: Tx,
  { data, ...of }: LinksOf & { data: Record<string, unknown> },
): Promise<MadeLink | undefined> {
  const token = randomToken();
  const renewed = await tx.maybeOne<{ expiresAt: string }>(sql`
    update one_time_links set token_hash = ${sha256(token)}
    where ${isOpen(of)} and data = ${JSON.stringify(data)}::jsonb returning expires_at as "expiresAt"`);
  return renewed && { token, ...renewed };
}

/** A person's link that waits to be opened, where they have one at most. */
export async function findOpenLink(tx: Tx, of: LinksOf): Promise<OneTimeLink | undefined> {
  return await tx.maybeOne<OneTimeLink>(sql`select ${columns} from one_time_links where ${isOpen(of)}`);
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

/** Ends a person's open links for something: a newer one was made, or they must not work any more. Gives how many there were. */
export async function endLinks(tx: Tx, of: LinksOf): Promise<number> {
  return await tx.execute(sql`delete from one_time_links where ${isOpen(of)}`);
}

const isOpen = ({ userId, purpose }: LinksOf): Sql =>
  sql`user_id = ${userId} and purpose = ${purpose} and used_at is null and expires_at > now()`;

const works = (purpose: LinkPurpose, token: string): Sql =>
  sql`token_hash = ${sha256(token)} and purpose = ${purpose} and used_at is null and expires_at > now()`;
