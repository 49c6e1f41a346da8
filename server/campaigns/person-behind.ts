import type { Scope } from '#server/accounts/index.ts';
import { type Sql, sql } from '#server/platform/database/index.ts';

/** Who does something: the person; for an API key whoever made it, so that nobody approves what their own program wrote. */
export const personBehind = ({ userId, apiKey }: Scope): Sql =>
  apiKey === null
    ? sql`${userId}::uuid`
    : sql`(select created_by from api_keys k where k.account_id = current_account() and k.id = ${apiKey.id})`;
