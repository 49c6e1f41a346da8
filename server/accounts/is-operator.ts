import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Scope } from './scope.ts';

/** Whether the person who calls runs the install. API keys act for an account and never do. */
export async function isOperator(tx: Tx, scope: Scope): Promise<boolean> {
  if (scope.userId === null) return false;
  const user = await tx.maybeOne<{ isOperator: boolean }>(
    sql`select is_operator as "isOperator" from users where id = ${scope.userId}`,
  );
  return user?.isOperator ?? false;
}
