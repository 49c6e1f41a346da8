import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { TooManyWaiting } from '../crypto/index.ts';
import { inRequest } from '../database/index.ts';
import { newId } from '../ids/index.ts';
import type { Log } from '../log/index.ts';
import { catalogue, Problem, problemBody } from './errors.ts';
import { acceptForms, hurrySlowBodies } from './forms.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';
import { securityHeaders } from './security-headers.ts';

interface ServerOptions {
  log: Log;
  trustProxy: boolean;
  /** The address people know it by, if it is set: when that is https, something in front speaks TLS. */
  publicUrl?: string | undefined;
  /** How long a body may take to arrive, in milliseconds; uploads look after themselves. */
  bodyPatience?: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the browser came over TLS, to us or to what stands in front. */
    readonly isOverTls: boolean;
  }
}

/** A Fastify instance with the house's rules on it: error answers, security headers, bounded bodies. */
export async function createServer({
  log,
  trustProxy,
  publicUrl = '',
  bodyPatience = 60_000,
}: ServerOptions): Promise<FastifyInstance> {
  const isPublicOverTls = publicUrl.startsWith('https:');
  const server = fastify({
    logger: false,
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket, isPublicOverTls),
    // One proxy is believed, the one that connects: what stands further left in X-Forwarded-For anybody can write.
    trustProxy: trustProxy && ((_address, hop) => hop === 0),
    bodyLimit: 3 * 1024 * 1024,
    routerOptions: { maxParamLength: 6000 },
    forceCloseConnections: true,
    // An address that cannot be decoded reaches no route, nor the error handler and the hooks below.
    frameworkErrors: (_error, request, reply) => {
      addSecurityHeaders(request as FastifyRequest, reply as Reply);
      answerNothing(reply as Reply);
    },
  });
  server.addHook('onRequest', async (request) => refuseStrangeAddress(request));
  if (!trustProxy) tellOfProxies(server, log);
  server.addHook('onRoute', ({ url, config }) => requireDeclaration(url, config));
  server.decorateRequest('isOverTls', {
    getter() {
      return isPublicOverTls || this.protocol === 'https';
    },
  });
  await server.register(cookie);
  // Uploaded files are not collected in memory; the route that takes one reads the stream and bounds it.
  server.addContentTypeParser('application/octet-stream', (_request, stream, done) => done(null, stream));
  acceptJson(server);
  acceptForms(server);
  hurrySlowBodies(server, bodyPatience);
  // Once the body is read, which happens outside of what was begun before.
  server.addHook('preHandler', (_request, _reply, done) => inRequest(done));
  server.addHook('onSend', async (request, reply) => addSecurityHeaders(request, reply));
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
  server.setNotFoundHandler((_request, reply) => answerNothing(reply));
  return server;
}

type Reply = import('fastify').FastifyReply;

/**
 * Behind a proxy that is not believed all visitors look like one: one of them uses up what all may do, and the log of acts
 * names the proxy. Said once; anybody can send the header.
 */
function tellOfProxies(server: FastifyInstance, log: Log): void {
  let told = false;
  server.addHook('onRequest', async ({ headers }) => {
    if (told || headers['x-forwarded-for'] === undefined) return;
    told = true;
    log.warn(
      'a request came with X-Forwarded-For, which is ignored; behind a proxy of yours set TRUST_PROXY=true',
    );
  });
}

const plainHost = /^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i;

/**
 * Pages and policies name the address a browser asked for, so it must be one: anything else in there could become markup or
 * another rule. Old clients send no host; the scheme is what a proxy passes on, and not all of them replace what came.
 */
function refuseStrangeAddress({ host, protocol }: FastifyRequest): void {
  if (host && !plainHost.test(host))
    throw new Problem('invalid_input', 'The Host of this request is no name of a host.');
  if (protocol !== 'http' && protocol !== 'https')
    throw new Problem('invalid_input', 'The X-Forwarded-Proto of this request is neither http nor https.');
}

/**
 * Every route says who may call it: those of contracts through the registrar, the dashboard's files by `publicFiles`.
 * One that does not is a mistake that must not reach the network.
 */
function requireDeclaration(url: string, config: unknown): void {
  const { permission } = (config ?? {}) as { permission?: string };
  if (permission === undefined && !publicFiles.has(url)) {
    throw new Error(`The route ${url} declares no permission; give it a contract.`);
  }
}

/** The one place for static files, which carry no data of anybody. */
const publicFiles = new Set(['/assets/*']);

/** As Fastify reads it, except that many clients name the type on requests without a body: that is no error. */
function acceptJson(server: FastifyInstance): void {
  const read = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : read(request, body, done),
  );
}

function answerNothing(reply: Reply): void {
  reply.status(404).send({ error: { code: 'not_found', message: catalogue.not_found.message } });
}

function addSecurityHeaders(request: FastifyRequest, reply: Reply): void {
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  for (const [name, value] of Object.entries(securityHeaders(request.isOverTls, policy)))
    if (!reply.hasHeader(name)) reply.header(name, value);
}

/** Seconds to wait after an answer of this status that names no others. */
const usualWait: Record<number, number> = { 429: 60, 503: 5 };

function answerError(error: unknown, request: FastifyRequest, reply: Reply, log: Log): void {
  const known = asProblem(error);
  if (known) {
    const seconds = known.retryAfter ?? usualWait[known.status];
    if (seconds !== undefined) reply.header('retry-after', String(seconds));
    // For programs; browsers ask nobody for it (RFC 9110, 11.6.1).
    if (known.code === 'not_logged_in') reply.header('www-authenticate', 'Bearer');
    reply.status(known.status).send(problemBody(known));
    return;
  }
  const id = newId();
  log.error('a request failed', { id, method: request.method, route: request.routeOptions.url ?? '', error });
  const unavailable = isDatabaseAway(error);
  const code = unavailable ? 'unavailable' : codeOf(error);
  if (unavailable) reply.header('retry-after', '5');
  reply.status(catalogue[code].status).send({ error: { code, message: catalogue[code].message, id } });
}

/** Fastify's own refusals (bad JSON, body too large) carry a status below 500 and become problems of ours. */
function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof TooManyWaiting)
    return new Problem('unavailable', 'Very many people log in just now. Try again in a few seconds.');
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413) return new Problem('too_large');
  if (status === 415) return new Problem('invalid_input', 'A body of this content type is not taken here.');
  if (status !== undefined && status >= 400 && status < 500)
    return new Problem('invalid_input', (error as Error).message);
  return undefined;
}

/**
 * Two requests that changed the same thing at once, of which this one lost: a deadlock, a name taken or a list deleted
 * between the look and the write. Nothing of it was kept, so trying again is right; the log tells whether it was that.
 */
const collisions = new Set(['40001', '40P01', '23503', '23505']);
function codeOf(error: unknown): 'conflict' | 'forbidden' | 'invalid_input' | 'internal' {
  const { code = '' } = error as { code?: string };
  // A row out of the reach of a member who is restricted to certain lists.
  if (code === '42501') return 'forbidden';
  if (collisions.has(code)) return 'conflict';
  // Class 22: values PostgreSQL cannot take, such as a number out of range or a day that does not exist.
  return /^22...$/.test(code) ? 'invalid_input' : 'internal';
}

const connectionLost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  '53300',
]);
function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    connectionLost.has(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect/.test(message ?? '')
  );
}
