import type { Browser, Scope } from '#server/accounts/index.ts';
import { type Act, type Ending, Problem, type WatchedCall } from '#server/platform/http/index.ts';
import type { OutcomeKind, RecordedAct, RecordedOutcome, Who } from './recorded-act.ts';

/** Whoever acts, as the log names them. */
export type Actor = Pick<RecordedAct, 'accountId' | 'who' | 'userId' | 'keyId'>;

export function actorOf(scope: Scope): Actor {
  const { accountId, userId, apiKey } = scope;
  return { accountId, who: whoIs(scope), userId, keyId: apiKey?.id ?? null };
}

function whoIs({ userId, apiKey }: Scope): Who {
  if (userId !== null) return 'user';
  return apiKey === null ? 'product' : 'key';
}

export const placeOf = ({ ip, userAgent }: Browser) => ({ ip, userAgent: userAgent.slice(0, 300) });

/** The parameter that names the object; only an id, or what the contract says is harmless. */
export function objectOf(act: Act, params: unknown): string | null {
  return short(fieldOf(params, act.about ?? 'id'));
}

/** How a call ended, in the words of the error catalogue, and the object it speaks of in its answer. */
export function endingOf(
  act: Act,
  ending: Ending,
): Pick<RecordedOutcome, 'outcome' | 'code' | 'objectId' | 'objectName'> {
  if ('error' in ending) return { ...failureOf(ending.error), objectId: null, objectName: null };
  if (ending.status >= 400)
    return { outcome: kindOf(ending.status), code: null, objectId: null, objectName: null };
  return { outcome: 'done', code: null, ...objectAnswered(act, ending.result) };
}

function failureOf(error: unknown): { outcome: OutcomeKind; code: string } {
  if (error instanceof Problem) return { outcome: kindOf(error.status), code: error.code };
  return { outcome: 'failed', code: 'internal' };
}

const kindOf = (status: number): OutcomeKind => (status < 500 ? 'refused' : 'failed');

function objectAnswered(act: Act, result: unknown) {
  const object = act.answer === undefined ? result : fieldOf(result, act.answer);
  return {
    objectId: short(fieldOf(object, 'id')),
    objectName: act.called === undefined ? null : short(fieldOf(object, act.called)),
  };
}

/** Undefined where there is none. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
const short = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : null);

export type Called = WatchedCall<Scope>;
