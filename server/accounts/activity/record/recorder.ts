import type { FastifyRequest } from 'fastify';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import {
  type Act,
  type Authorise,
  actOf,
  type Ending,
  Problem,
  type RouteContract,
  type Watch,
} from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { callerOf } from '../../access/callers.ts';
import { isForStaff } from '../../access/contract.ts';
import type { Scope } from '../../access/scope.ts';
import { accountToEnter } from '../../team/my-accounts/my-accounts.ts';
import { attributionOf } from '../attribute.ts';
import { type Actor, actorOf, type Called, endingOf, fieldOf, objectOf, placeOf } from './describe-call.ts';
import { writeInTurn } from './in-turn.ts';
import type { RecordedAct, RecordedOutcome } from './recorded-act.ts';
import { actsAtOnce, outcomesAtOnce } from './write-acts.ts';

export interface Recorder {
  /** For the registrar: records every act before it is done, and how it ended. */
  watch: Watch<Scope>;
  /** The same decision, of which refusals of somebody known are recorded. */
  tellingRefusals(authorise: Authorise<Scope>): Authorise<Scope>;
  /** Comes back once everything told so far is written. */
  settled(): Promise<void>;
}

/**
 * Records what is done over HTTP. Who waits for what: the handler for its act to be written, nobody for the outcome.
 * @param keys KeyRing.activity
 */
export function createRecorder({
  database,
  keys,
  log,
}: {
  database: Database;
  keys: PurposeKeys;
  log: Log;
}): Recorder {
  const acts = writeInTurn<RecordedAct>(async (rows) => void (await database.atOnce(actsAtOnce(keys, rows))));
  const outcomes = writeInTurn<RecordedOutcome>(
    async (rows) => void (await database.atOnce(outcomesAtOnce(keys, rows))),
  );

  async function begin(actor: Actor, act: Act, { scope, params }: Pick<Called, 'scope' | 'params'>) {
    const recorded = {
      ...actor,
      id: newId(),
      at: new Date(),
      act: act.name,
      objectId: objectOf(act, params),
      ...placeOf(scope.browser),
    };
    await acts.write(recorded);
    return recorded;
  }

  const end = (
    { accountId, id }: RecordedAct,
    ending: Pick<RecordedOutcome, 'outcome' | 'code' | 'objectId' | 'objectName'>,
  ) => outcomes.write({ accountId, actId: id, at: new Date(), ...ending });

  async function attributed(act: Act, call: Called, ending: Ending): Promise<void> {
    const actor = await attributedActor(database, call.request);
    if (actor) await end(await begin(actor, act, call), endingOf(act, ending));
  }

  async function refused(contract: RouteContract, request: FastifyRequest, scope: Scope, error: Problem) {
    const params = plainIds((request.params ?? {}) as Record<string, unknown>);
    const act = actOf(contract) ?? looking;
    await end(await begin(actorOf(scope), act, { scope, params }), endingOf(act, { error }));
  }

  const unwritten = (error: unknown) => log.warn('the outcome of an act could not be recorded', { error });

  return {
    async watch(act, call) {
      // Whose act it is shows while it is done: a login, a link from a mail.
      if (call.scope.accountId === '')
        return async (ending) => {
          const written = attributed(act, call, ending);
          // Nobody may tell by the time of a refusal whether there is somebody to record it for.
          if ('error' in ending) written.catch(unwritten);
          else await written;
        };
      const recorded = await begin(await actorOn(database, call), act, call);
      return async (ending) => void end(recorded, endingOf(act, ending)).catch(unwritten);
    },

    tellingRefusals: (authorise) => async (contract, request) => {
      try {
        return await authorise(contract, request);
      } catch (error) {
        const scope = callerOf(request);
        if (scope?.accountId && isRefusal(error)) refused(contract, request, scope, error).catch(unwritten);
        throw error;
      }
    },

    async settled() {
      await acts.settled();
      await outcomes.settled();
    },
  };
}

/** Undefined for somebody who is not known, or belongs to no account that could have a log. */
async function attributedActor(database: Database, request: FastifyRequest): Promise<Actor | undefined> {
  const known = attributionOf(request);
  if (!known) return undefined;
  const { userId } = known;
  const accountId = known.accountId ?? (await database.asSystem((tx) => accountToEnter(tx, userId)));
  return accountId ? { accountId, who: 'user', userId, keyId: null } : undefined;
}

/** 403; and 404 for what only those who run the install know of. Too many requests are no question of right. */
const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && (error.status === 403 || error.status === 404);

/** Reading is no act, except where it was tried in vain. */
const looking: Act = { name: 'account.look', did: 'tried to look at what their role does not show' };

/** Nothing was checked yet, so only what is an id is taken. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const plainIds = (params: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => uuid.test(String(value))));

/** What those who run the install do to an account stands in the log of that account. */
async function actorOn(database: Database, { contract, scope, params }: Called): Promise<Actor> {
  const actor = actorOf(scope);
  if (!isForStaff(contract.permission) || !contract.path.startsWith('/api/operator/accounts/:id'))
    return actor;
  const found = await database.asSystem((tx) =>
    tx.maybeOne<{ id: string }>(sql`select id from accounts where id = ${String(fieldOf(params, 'id'))}`),
  );
  return found ? { ...actor, accountId: found.id, who: 'operator' } : actor;
}
