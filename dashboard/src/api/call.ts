import { unattendedHeader } from '#server/accounts/contract.ts';
import type { CallInput, CallResult, RouteContract } from '#server/platform/http/contract.ts';
import { ApiFailure, offline } from './api-failure.ts';
import { onceMore } from './once-more.ts';
import { isUnattended } from './presence.ts';
import { noteSessionEnd } from './session-end.ts';

/** The address of a call: path parameters filled in, query appended. Also the `href` of downloads. */
export function addressOf<C extends RouteContract>(contract: C, input: CallInput<C> = {}): string {
  const params = (input.params ?? {}) as Record<string, unknown>;
  const path = contract.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return query.size ? `${path}?${query}` : path;
}

/** Calls the API as the contract says, once more after the person logged in again or confirmed who they are. Throws ApiFailure. */
export async function call<C extends RouteContract>(
  contract: C,
  input: CallInput<C> = {},
  signal?: AbortSignal,
): Promise<CallResult<C>> {
  return await onceMore(() => callOnce(contract, input, signal));
}

/** The same, and takes a refusal for an answer. */
export async function callOnce<C extends RouteContract>(
  contract: C,
  input: CallInput<C> = {},
  signal?: AbortSignal,
): Promise<CallResult<C>> {
  const hasBody = input.body !== undefined;
  const response = await request(addressOf(contract, input), {
    method: contract.method,
    signal: signal ?? null,
    headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) },
    ...(hasBody ? { body: JSON.stringify(input.body) } : {}),
  });
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204 || !contract.response) return undefined as CallResult<C>;
  return (await response.json()) as CallResult<C>;
}

/** The text of an answer that is not JSON: a page, a message's source. Throws ApiFailure. */
export async function callText<C extends RouteContract>(
  contract: C,
  input: CallInput<C> = {},
  signal?: AbortSignal,
): Promise<string> {
  return await onceMore(async () => {
    const response = await request(addressOf(contract, input), {
      method: contract.method,
      signal: signal ?? null,
    });
    if (!response.ok) throw await failureOf(response);
    return await response.text();
  });
}

async function request(address: string, { headers, ...init }: RequestInit): Promise<Response> {
  const sent = new Headers(headers);
  if (isUnattended()) sent.set(unattendedHeader, '1');
  try {
    const response = await fetch(address, { credentials: 'same-origin', headers: sent, ...init });
    noteSessionEnd(response);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offline();
  }
}

/** Reads the error out of an answer; a proxy in between may have answered with something that is not ours. */
async function failureOf(response: Response): Promise<ApiFailure> {
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return new ApiFailure(response.status, error);
  } catch {
    const message = `The server answered with status ${response.status}. Try again in a moment.`;
    return new ApiFailure(response.status, { code: 'internal', message });
  }
}
