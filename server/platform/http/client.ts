import type { CallInput, CallResult, RouteContract } from './contract.ts';

/** An error answer of the API. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;
  constructor(status: number, error: { code?: string; message?: string; fields?: Record<string, string> }) {
    super(error.message ?? `The server answered ${status}.`);
    this.status = status;
    this.code = error.code ?? '';
    this.fields = error.fields ?? {};
  }
}

/** Under a name a request can be repeated without being done twice. */
type NamedInput<C extends RouteContract> = CallInput<C> & { idempotencyKey?: string };

export interface ApiClient {
  /** Calls a route and checks nothing again: the server's answer already went through the contract. */
  call<C extends RouteContract>(contract: C, input?: NamedInput<C>): Promise<CallResult<C>>;
  /** The raw answer, for files, pages and streamed uploads (`stream` becomes the body). */
  fetch<C extends RouteContract>(
    contract: C,
    input?: NamedInput<C>,
    stream?: RequestInit['body'],
  ): Promise<Response>;
}

/**
 * A client of the product's own HTTP API for programs: keeps its cookies, or sends an API key.
 * @param baseUrl e.g. `http://127.0.0.1:3000`
 * @param options.forwardedFor the address it comes from, for a server that trusts its proxy
 * @param options.cookie of a session that is open already, e.g. `session=…`
 */
export function createClient(
  baseUrl: string,
  { apiKey, cookie, forwardedFor }: { apiKey?: string; cookie?: string; forwardedFor?: string } = {},
): ApiClient {
  const cookies = new Map<string, string>();
  const keep = (set: string) => cookies.set(set.split('=')[0] ?? '', set.split(';')[0] ?? '');
  if (cookie) keep(cookie);
  const send: ApiClient['fetch'] = async (contract, input = {}, stream) => {
    const response = await fetch(baseUrl + fillPath(contract.path, input), {
      method: contract.method,
      redirect: 'manual',
      headers: {
        origin: new URL(baseUrl).origin,
        ...(cookies.size ? { cookie: [...cookies.values()].join('; ') } : {}),
        ...(forwardedFor ? { 'x-forwarded-for': forwardedFor } : {}),
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        ...(input.idempotencyKey ? { 'idempotency-key': input.idempotencyKey } : {}),
        ...(stream ? { 'content-type': contract.consumes ?? 'application/octet-stream' } : {}),
        ...(!stream && input.body !== undefined ? { 'content-type': 'application/json' } : {}),
      },
      ...(stream ? { body: stream, duplex: 'half' } : {}),
      ...(!stream && input.body !== undefined ? { body: JSON.stringify(input.body) } : {}),
    } as RequestInit);
    for (const set of response.headers.getSetCookie()) keep(set);
    return response;
  };
  return {
    fetch: send,
    async call(contract, input) {
      const response = await send(contract, input);
      return (await readAnswer(response)) as CallResult<typeof contract>;
    },
  };
}

/** The JSON of an answer. @throws ApiFailure for every status from 400 on. */
export async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body: unknown = isJson && text ? JSON.parse(text) : undefined;
  if (response.status >= 400)
    throw new ApiFailure(response.status, (body as { error?: object } | undefined)?.error ?? {});
  return body;
}

function fillPath(path: string, input: { params?: unknown; query?: unknown }): string {
  const params = (input.params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return query.size ? `${filled}?${query}` : filled;
}
