import { isForStaff } from '#server/accounts/contract.ts';
import { catalogue, type ProblemCode } from '#server/platform/http/index.ts';
import type { Case } from './cases.ts';
import { canary } from './victim.ts';

let callers = 0;

/** Sends a case as an honest client would, from a network of its own: limits count by network. */
export async function send(
  url: string,
  { contract, caller, params = {}, query = {}, body }: Case,
): Promise<Response> {
  const path = contract.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const search = new URLSearchParams(query).toString();
  const isFile = contract.consumes !== undefined;
  const payload = isFile
    ? 'email\nbo@people.example\n'
    : body === undefined
      ? undefined
      : JSON.stringify(body);
  callers += 1;
  const endsSessions = contract.method !== 'GET' && !contract.params && !contract.body && caller.another;
  return await fetch(`${url}${path}${search && `?${search}`}`, {
    method: contract.method,
    redirect: 'manual',
    headers: {
      ...(endsSessions ? await caller.another!() : caller.headers),
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': `10.${callers >> 8}.${callers & 255}.1`,
      ...(payload === undefined ? {} : { 'content-type': contract.consumes ?? 'application/json' }),
    },
    ...(payload === undefined ? {} : { body: payload }),
  });
}

/** Who calls is not let in; anything else is an answer to somebody who is. */
const outside = [
  'suspended',
  'not_logged_in',
  'no_account',
  'forbidden',
  'out_of_scope',
  'cross_site',
  'must_accept',
  'step_up_needed',
  'not_confirmed',
  'bound_session',
  'single_sign_on_needed',
];

const isCode = (expected: Case['expected']): expected is ProblemCode => expected in catalogue;

/** What an answer carries that it must not, and how it differs from the declared one. */
export async function faultOf(
  answer: Response,
  { contract, caller, expected, params, query, body }: Case,
  ids: ReadonlySet<string>,
): Promise<{ leak?: string; wrong?: string }> {
  const text = await answer.text();
  const asked = JSON.stringify([params, query, body]);
  // Those who run the install see accounts and their people by name.
  const sees = caller.staffRole !== null && isForStaff(contract.permission);
  const carried = sees ? [] : [...ids].filter((id) => text.includes(id) && !asked.includes(id));
  if (!sees && text.includes(canary)) return { leak: `answered with text: ${text.slice(0, 200)}` };
  if (carried.length > 0) return { leak: `answered with ids: ${carried.join(', ')}` };
  const is = `${answer.status} ${text.slice(0, 160)}`;
  if (answer.status >= 500) return { wrong: is };
  const code = /^\{"error":\{"code":"(\w+)"/.exec(text)?.[1] ?? '';
  if (isCode(expected))
    return code === expected && answer.status === catalogue[expected].status
      ? {}
      : { wrong: `${is} in place of ${expected}` };
  // A contact that is named is refused to keys that read none, whoever it belongs to.
  if (expected === 'nothing' && code === 'out_of_scope' && caller.credential === 'apiKey') return {};
  if (expected === 'nothing')
    return [400, 404, 409].includes(answer.status) ? {} : { wrong: `${is} in place of 404` };
  if (expected === 'some') return answer.status < 300 ? {} : { wrong: `${is} in place of success` };
  // What concerns the person alone may still need an account that there is not.
  if (code === 'no_account' && contract.permission === 'user') return {};
  return outside.includes(code) && contract.permission !== 'public'
    ? { wrong: `${is} for somebody who may` }
    : {};
}
