import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { actOf } from './act-of.ts';
import { type Act, type CallResult, type Checked, isNameable, type RouteContract } from './contract.ts';
import { problem } from './errors.ts';
import { issueWords } from './issue-words.ts';
import { refuseUnusable } from './refuse-unusable.ts';

/** What a handler is called with: the checked input, who calls (S), and Fastify's own objects for files and cookies. */
export interface Call<C extends RouteContract, S> extends Checked<C> {
  scope: S;
  request: FastifyRequest;
  reply: FastifyReply;
}
export type Handler<C extends RouteContract, S> = (call: Call<C, S>) => Promise<CallResult<C> | FastifyReply>;

/** Decides who calls: answers the scope handlers get, or throws `not_logged_in`, `forbidden`, `cross_site`. */
export type Authorise<S> = (contract: RouteContract, request: FastifyRequest) => Promise<S>;

/**
 * Does a named request once and keeps its answer; asked again, answers what is kept. Work answers as the contract says, or
 * throws.
 */
export type Once<S> = (call: NamedCall<S>, work: () => Promise<Answer>) => Promise<KeptAnswer>;
export interface NamedCall<S> {
  contract: RouteContract;
  scope: S;
  request: FastifyRequest;
  /** The caller's name for the request. */
  name: string;
  /** Everything that was asked but a stream, as the contract reads it. */
  input: unknown;
}
export interface Answer {
  status: number;
  /** JSON, or nothing. */
  text: string;
}
export interface KeptAnswer extends Answer {
  /** Whether nothing was done for it this time. */
  isRepeated: boolean;
}

/** Hears of every act: of its beginning before anything is done, and through what it answers how it ended. */
export type Watch<S> = (act: Act, call: WatchedCall<S>) => Promise<Ended>;
export interface WatchedCall<S> {
  contract: RouteContract;
  scope: S;
  request: FastifyRequest;
  params: unknown;
}
type Ended = (ending: Ending) => Promise<void>;
/** What the handler answered with which status, or what was thrown. */
export type Ending = { result: unknown; status: number } | { error: unknown };

export interface Registrar<S> {
  /** Puts a route on the server: authorise, check input, run, check and trim output. */
  on<C extends RouteContract>(contract: C, handler: Handler<C, S>): void;
  /** Every contract registered so far, for the OpenAPI document and the tests that walk all routes. */
  readonly contracts: readonly RouteContract[];
}

export function createRegistrar<S>(
  server: FastifyInstance,
  authorise: Authorise<S>,
  { once, watch }: { once?: Once<S>; watch?: Watch<S> } = {},
): Registrar<S> {
  const contracts: RouteContract[] = [];
  return {
    contracts,
    on(contract, handler) {
      if (isNameable(contract) && !once)
        throw new Error(`${contract.path} takes names and nobody keeps its answers.`);
      contracts.push(contract);
      const act = actOf(contract);
      server.route({
        method: contract.method,
        url: contract.path,
        // Asking for the head alone would do the act as well: use up a download, note an export nobody got.
        exposeHeadRoute: !act,
        config: { permission: contract.permission },
        handler: async (request, reply) => {
          const scope = await authorise(contract, request);
          const input = check(contract, request);
          const tale = tell(
            act && watch && (() => watch(act, { contract, scope, request, params: input.params })),
          );
          const work = () =>
            tale.of(() => handler({ scope, request, reply, ...input } as Call<typeof contract, S>));
          return await tale.toItsEnd(reply, async () => {
            const name = isNameable(contract) ? nameOf(request) : undefined;
            if (once && name !== undefined) {
              const call = { contract, scope, request, name, input };
              return repeat(reply, await once(call, async () => render(contract, await work())));
            }
            const result = await work();
            if (reply.sent || result === reply) return reply;
            return send(reply, render(contract, result));
          });
        },
      });
    },
  };
}

/**
 * Tells of an act: that it begins, once its handler is about to run, and how it ended, once that is certain. A repeated
 * request whose answer was kept does nothing, so nothing is told of it.
 */
function tell(begin: (() => Promise<Ended>) | undefined) {
  let ended: Ended | undefined;
  let result: unknown;
  return {
    async of<R>(run: () => Promise<R>): Promise<R> {
      ended = await begin?.();
      const answered = await run();
      result = answered;
      return answered;
    },
    async toItsEnd(reply: FastifyReply, answer: () => Promise<FastifyReply>): Promise<FastifyReply> {
      try {
        await answer();
      } catch (error) {
        await ended?.({ error });
        throw error;
      }
      await ended?.({ result, status: reply.statusCode });
      return reply;
    },
  };
}

function check(contract: RouteContract, request: FastifyRequest) {
  return {
    // A path parameter of the wrong form names nothing that exists, so it answers 404 like a stranger's id.
    params: contract.params ? parse(contract.params, request.params, () => problem('not_found')) : {},
    query: contract.query ? parse(contract.query, request.query, invalid) : {},
    body: contract.body ? parse(contract.body, jsonBody(request), invalid) : undefined,
  };
}

/** Forms and files are parsed too, for the routes that take them; here they would be looked at as objects of Node's. */
function jsonBody(request: FastifyRequest): unknown {
  if (request.body === undefined) return {};
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw problem('invalid_input', 'Send the body as JSON, with the content type application/json.');
  return request.body;
}

function parse(schema: z.ZodType, value: unknown, refuse: (error: z.ZodError) => Error): unknown {
  refuseUnusable(value);
  const result = schema.safeParse(value, { error: issueWords });
  if (!result.success) throw refuse(result.error);
  return result.data;
}

/** More faults than a form has fields are not told: the answer to a large body is no larger one. */
const MOST_FAULTS = 100;

function invalid(error: z.ZodError): Error {
  const fields: Record<string, string> = {};
  // The first thing wrong with a field is the plainest: that it is empty, before what it should look like.
  for (const { path, message } of error.issues.slice(0, MOST_FAULTS))
    fields[path.join('.') || 'body'] ??= message;
  const [first] = Object.entries(fields);
  return problem('invalid_input', first ? `${first[0]}: ${first[1]}` : undefined, fields);
}

/** The response schema is an allow-list: a column that is not in the contract never leaves the server. */
function render(contract: RouteContract, result: unknown): Answer {
  const text = contract.response ? JSON.stringify(contract.response.parse(result)) : '';
  return { status: contract.status ?? 200, text };
}

function send(reply: FastifyReply, { status, text }: Answer): FastifyReply {
  reply.status(status);
  return text === '' ? reply.send() : reply.type('application/json; charset=utf-8').send(text);
}

function repeat(reply: FastifyReply, answer: KeptAnswer): FastifyReply {
  if (answer.isRepeated) reply.header('idempotent-replayed', 'true');
  return send(reply, answer);
}

/** What the caller calls this request, if anything. */
function nameOf(request: FastifyRequest): string | undefined {
  const name = request.headers['idempotency-key'];
  if (name === undefined) return undefined;
  if (typeof name === 'string' && /^[\x21-\x7e]{1,255}$/.test(name)) return name;
  throw problem(
    'invalid_input',
    'An Idempotency-Key has 1 to 255 letters, digits and signs, without spaces.',
  );
}
