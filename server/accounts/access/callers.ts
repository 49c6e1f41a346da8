import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sessionEndHeader } from './contract.ts';
import type { Scope } from './scope.ts';

const known = new WeakMap<FastifyRequest, Scope>();

/** Remembers who calls, from the moment a credential proved it: also for requests that are then refused. */
export const noteCaller = (request: FastifyRequest, scope: Scope) => void known.set(request, scope);

/** Who calls, if a credential proved it. */
export const callerOf = (request: FastifyRequest): Scope | undefined => known.get(request);

/** Has answers say when the session that asked ends, so that people are warned in time. */
export function tellSessionEnd(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    const session = callerOf(request)?.session;
    if (!session) return;
    const { secondsLeft, endIsFinal } = session;
    reply.header(sessionEndHeader, endIsFinal ? `${secondsLeft} final` : secondsLeft);
  });
}
