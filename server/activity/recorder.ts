import type { FastifyRequest } from 'fastify';
import { isForStaff } from '#server/accounts/contract.ts';
import { accountToEnter, callerOf, type Scope } from '#server/accounts/index.ts';
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
import { type Attribution, attributionOf } from './attribute.ts';
import { type Actor, actorOf, type Called, endingOf, objectOf, placeOf } from './record/describe-call.ts';
import { writeInTurn } from './record/in-turn.ts';
import { createLater } from './record/later.ts';
import type { RecordedAct, RecordedOutcome } from './record/recorded-act.ts';
import { actsAtOnce, outcomesAtOnce } from './record/write-acts.ts';
import { looking, lookingUnproved } from './sentences.ts';
import { accountNamed, createStaffRecorder } from './staff/staff-recorder.ts';

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

  const staff = createStaffRecorder(database, keys);
  const later = createLater();

  async function begin(
    actor: Actor,
    act: Act,
    { scope, params }: Pick<Called, 'scope' | 'params'>,
    at = new Date(),
  ) {
    const recorded = {
      ...actor,
      id: newId(at.getTime()),
      at,
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

  async function attributed(act: Act, call: Called, ending: Ending, at: Date): Promise<void> {
    const { accountId, browser, userId } = call.scope;
    const known =
      attributionOf(call.request) ?? (userId === null ? undefined : { userId, accountId: accountId || null });
    if (!known) return;
    const actor = await attributedActor(database, known);
    if (actor) await end(await begin(actor, act, call, at), endingOf(act, ending));
    else await staff.attributed(act, { userId: known.userId, browser, at }, ending);
  }

  async function refused(contract: RouteContract, request: FastifyRequest, scope: Scope, error: Problem) {
    const params = plainIds((request.params ?? {}) as Record<string, unknown>);
    const act = actOf(contract) ?? (error.code === 'second_factor_needed' ? lookingUnproved : looking);
    if (scope.isOperator && isForStaff(contract.permission))
      await (await staff.begin(act, { contract, scope, params }))({ error });
    else if (scope.accountId)
      await end(await begin(actorOf(scope), act, { scope, params }), endingOf(act, { error }));
  }

  /** What those who run the install do to an account stands in the log of that account too, where it concerns its people. */
  async function beginInAccount(act: Act, { contract, scope, params }: Called) {
    const named = act.staffOnly ? null : accountNamed(contract, params);
    const accountId = named && (await accountThere(database, named));
    if (!accountId) return undefined;
    return await begin({ ...actorOf(scope), accountId, who: 'operator' }, act, { scope, params });
  }

  const unwritten = (error: unknown) => log.warn('the outcome of an act could not be recorded', { error });

  return {
    async watch(act, call) {
      if (isForStaff(call.contract.permission)) {
        const ended = await staff.begin(act, call);
        const inAccount = await beginInAccount(act, call);
        return async (ending) => {
          if (inAccount) void end(inAccount, endingOf(act, ending)).catch(unwritten);
          await ended(ending).catch(unwritten);
        };
      }
      // Whose act it is shows while it is done: a login, a link from a mail.
      if (call.scope.accountId === '' || act.elsewhere)
        return async (ending) => {
          const at = new Date();
          const write = () => attributed(act, call, ending, at);
          // No stranger may tell by the time of a refusal, or of what they ask next, whether there is somebody to record it for.
          if ('error' in ending && call.scope.userId === null) later.do(() => write().catch(unwritten));
          else await write();
        };
      const recorded = await begin(actorOf(call.scope), act, call);
      return async (ending) => void end(recorded, endingOf(act, ending)).catch(unwritten);
    },

    tellingRefusals: (authorise) => async (contract, request) => {
      try {
        return await authorise(contract, request);
      } catch (error) {
        const scope = callerOf(request);
        if (scope && isRefusal(error)) refused(contract, request, scope, error).catch(unwritten);
        throw error;
      }
    },

    async settled() {
      await later.settled();
      await acts.settled();
      await outcomes.settled();
    },
  };
}

/** Undefined for somebody who belongs to no account that could have a log. */
async function attributedActor(database: Database, known: Attribution): Promise<Actor | undefined> {
  const { userId } = known;
  const accountId = known.accountId ?? (await database.asSystem((tx) => accountToEnter(tx, userId)));
  return accountId ? { accountId, who: 'user', userId, keyId: null } : undefined;
}

/** 403; and 404 for what only those who run the install know of. Too many requests are no question of right. */
const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && (error.status === 403 || error.status === 404);

/** Nothing was checked yet, so only what is an id is taken. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const plainIds = (params: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => uuid.test(String(value))));

async function accountThere(database: Database, id: string): Promise<string | undefined> {
  const found = await database.asSystem((tx) =>
    tx.maybeOne<{ id: string }>(sql`select id from accounts where id = ${id}`),
  );
  return found?.id;
}
