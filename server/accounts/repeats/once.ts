import type { Database } from '#server/platform/database/index.ts';
import {
  type Answer,
  type KeptAnswer,
  type NamedCall,
  type Once,
  Problem,
  type ProblemCode,
  problem,
  problemBody,
} from '#server/platform/http/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { Scope } from '../access/scope.ts';
import { homeOf, type Kept, KeptAnswers } from './kept-answers.ts';
import { hashOf, hashOfStream, watchBody } from './request-hash.ts';

type Call = NamedCall<Scope>;
type Work = () => Promise<Answer>;

/**
 * Does a named request once, for each asker and, where it is about an account, in that account: see docs/decisions/0015. The answer is kept with what was done,
 * in one transaction, so that neither can be there without the other.
 * @throws key_reused when the name was given to another request; still_running
 */
export function createOnce(deps: { database: Database; secrets: Secrets }): Once<Scope> {
  return async (call, work) => {
    if (call.contract.consumes) return await onceWithStream(deps, call, work);
    return call.contract.repeats === 'reserved'
      ? await onceReserved(deps, call, work)
      : await onceAtomic(deps, call, work);
  };
}

type Deps = Parameters<typeof createOnce>[0];

async function onceAtomic({ database, secrets }: Deps, call: Call, work: Work): Promise<KeptAnswer> {
  return await database.asOne(homeOf(call), async (tx) => {
    const answers = new KeptAnswers(tx, call, secrets);
    const hash = hashOf(call);
    const kept = await answers.take();
    if (kept) return repeated(kept, hash);
    const answer = await outcome(work);
    await answers.keep(hash, answer);
    return fresh(answer);
  });
}

/**
 * The file is not known before it was read. So it is looked at while the work reads it; and a repeated one is read, off
 * the database, to see whether it is the same.
 */
async function onceWithStream({ database, secrets }: Deps, call: Call, work: Work): Promise<KeptAnswer> {
  const before = await database.asOne(homeOf(call), (tx) => new KeptAnswers(tx, call, secrets).find());
  if (before) return repeated(before, await hashOfStream(call));
  const hash = watchBody(call);
  return await database.asOne(homeOf(call), async (tx) => {
    const answers = new KeptAnswers(tx, call, secrets);
    if (await answers.take()) throw problem('still_running');
    // A refusal may come before the end of the file, and is given again just as well.
    const answer = await work();
    await answers.keep(hash(), answer);
    return fresh(answer);
  });
}

async function onceReserved({ database, secrets }: Deps, call: Call, work: Work): Promise<KeptAnswer> {
  const inTurn = <T>(act: (answers: KeptAnswers) => Promise<T>) =>
    database.asOne(homeOf(call), (tx) => act(new KeptAnswers(tx, call, secrets)));
  const hash = hashOf(call);
  const kept = await inTurn(async (answers) => (await answers.take()) ?? void (await answers.reserve(hash)));
  if (kept) return repeated(kept, hash);
  try {
    const answer = await outcome(work);
    await inTurn((answers) => answers.keep(hash, answer));
    return fresh(answer);
  } catch (error) {
    // A refusal of ours means that nothing was done. Of anything else nobody knows, and the reservation stays.
    if (error instanceof Problem && error.status < 500) await inTurn((answers) => answers.forget());
    throw error;
  }
}

/** Faults of the request or of the moment, after which the same request may be tried again under its name. */
const notAnOutcome: readonly ProblemCode[] = [
  'invalid_input',
  'too_large',
  'too_many_requests',
  'conflict',
  'step_up_needed',
];

/** What the work answers or refuses. @throws what says nothing about the request, so that all of it is taken back */
async function outcome(work: Work): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500 || notAnOutcome.includes(error.code)) throw error;
    return { status: error.status, text: JSON.stringify(problemBody(error)) };
  }
}

function repeated({ requestHash, answer }: Kept, hash: Buffer): KeptAnswer {
  if (!requestHash.equals(hash)) throw problem('key_reused');
  if (!answer)
    throw problem(
      'still_running',
      'The first request with this Idempotency-Key is still running, or was broken off and nobody knows whether it was done. Look, before you ask again with a new key.',
    );
  return { ...answer, isRepeated: true };
}

const fresh = (answer: Answer): KeptAnswer => ({ ...answer, isRepeated: false });
