import { verifyPassword } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { Problem, problem } from '#server/platform/http/index.ts';
import { renewSession } from '#server/sign-in/index.ts';
import type { Changer } from './change-factors.ts';
import type { Method, Proof } from './inputs/contract.ts';
import { secondMethods } from './read-factors.ts';
import { type FactorDeps, showFactor } from './show-factor.ts';

/** A person mistypes now and then; who tries this often holds a session that is not theirs. */
const MOST_WRONG_PROOFS = 10;

/** Who is asked for proof, and in which session. */
type Asked = Pick<Changer, 'userId' | 'sessionId'>;

/** How somebody confirms who they are: with the second factor who has one, else with the password or a linked provider. */
export async function proofMethods(tx: Tx, asked: Asked): Promise<Method[]> {
  const second = await secondMethods(tx, asked.userId);
  if (second.length > 0) return second;
  const { password } = await tx.one<{ password: boolean }>(
    sql`select password_hash is not null as password from users where id = ${asked.userId}`,
  );
  const has = { password, provider: (await proofProviders(tx, asked)).length > 0 };
  return (['password', 'provider'] as const).filter((method) => has[method]);
}

/**
 * The providers somebody may confirm with, when that is a way for them: those of the install; in a session that an account's
 * own provider opened, that one.
 */
export async function proofProviders(
  tx: Tx,
  { userId, sessionId }: Asked,
): Promise<{ id: string; label: string }[]> {
  return await tx.query(sql`
    select p.id, p.label
    from sessions s join account_identities i on i.account_id = s.account_id and i.provider_id = s.account_provider_id
        and i.user_id = s.user_id
      join account_providers p on p.account_id = i.account_id and p.id = i.provider_id
    where s.id = ${sessionId} and s.user_id = ${userId} and p.enabled
    union all
    select p.id, p.label
    from sessions s join identities i on i.user_id = s.user_id join sign_in_providers p on p.id = i.provider_id
    where s.id = ${sessionId} and s.user_id = ${userId} and s.account_provider_id is null and p.enabled`);
}

/**
 * Confirms that the person at a session is who opened it. Answers the session's new token.
 * @throws invalid_input, wrong_state for another way than proofMethods, not_logged_in when it was wrong too often
 */
export async function prove(deps: FactorDeps, person: Changer, proof: Proof): Promise<string> {
  const { database } = deps;
  const method = methodOf(proof);
  const methods = await database.asSystem((tx) => proofMethods(tx, person));
  if (!methods.includes(method))
    throw problem('wrong_state', `That is not a way for you to confirm; use one of: ${methods.join(', ')}.`);
  await countProof(database, person.sessionId);
  try {
    await check(deps, person, proof);
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_input')
      await endAfterTooMany(database, person.sessionId);
    else await takeBackProof(database, person.sessionId);
    throw error;
  }
  return await database.asSystem((tx) =>
    renewSession(tx, person.sessionId, { secondFactor: method !== 'password' }),
  );
}

const methodOf = (proof: Proof): Method =>
  (['password', 'code', 'recoveryCode'] as const).find((method) => proof[method] !== undefined) ?? 'passkey';

async function check(deps: FactorDeps, person: Changer, { password, ...shown }: Proof): Promise<void> {
  if (password === undefined) return await showFactor(deps, person, shown);
  const user = await deps.database.asSystem((tx) =>
    tx.one<{ hash: string | null }>(sql`select password_hash as hash from users where id = ${person.userId}`),
  );
  if (!(await verifyPassword(user.hash ?? undefined, password)))
    throw problem('invalid_input', undefined, { password: 'That is not your password.' });
}

/** Counts it as wrong before it is looked at, so that of many at once no more are looked at than one by one. @throws not_logged_in */
async function countProof(database: Database, sessionId: string): Promise<void> {
  const counted = await database.asSystem((tx) =>
    tx.execute(sql`
      update sessions set wrong_proofs = wrong_proofs + 1
      where id = ${sessionId} and wrong_proofs < ${MOST_WRONG_PROOFS}`),
  );
  if (!counted) throw loggedOut();
}

/** What was not looked at does not count. */
async function takeBackProof(database: Database, sessionId: string): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`update sessions set wrong_proofs = greatest(wrong_proofs - 1, 0) where id = ${sessionId}`),
  );
}

/** @throws not_logged_in once it was wrong too often, for which the session ends */
async function endAfterTooMany(database: Database, sessionId: string): Promise<void> {
  const ended = await database.asSystem((tx) =>
    tx.execute(sql`delete from sessions where id = ${sessionId} and wrong_proofs >= ${MOST_WRONG_PROOFS}`),
  );
  if (ended) throw loggedOut();
}

const loggedOut = () => problem('not_logged_in', 'That was wrong too many times, so you were logged out.');
