import type { FastifyReply, FastifyRequest } from 'fastify';
import { hostCookie } from './host-cookie.ts';

const cookie = hostCookie('session', 30 * 86_400);

export function sessionToken(request: FastifyRequest): string | undefined {
  return cookie.read(request);
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  cookie.set(request, reply, token);
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  cookie.clear(request, reply);
}
