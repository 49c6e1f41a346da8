import type { FastifyRequest } from 'fastify';
import type { Scope } from './scope.ts';

const known = new WeakMap<FastifyRequest, Scope>();

/** Remembers who calls, from the moment a credential proved it: also for requests that are then refused. */
export const noteCaller = (request: FastifyRequest, scope: Scope) => void known.set(request, scope);

/** Who calls, if a credential proved it. */
export const callerOf = (request: FastifyRequest): Scope | undefined => known.get(request);
