import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Over TLS the cookie carries the __Host- prefix, which browsers honour only when it is Secure, without Domain and for
 * the whole path: no neighbour under the same domain can plant one. Without TLS (a local try-out) a plain name is used.
 */
const secureName = '__Host-session';
const plainName = 'session';
const isSecure = (request: FastifyRequest) => request.protocol === 'https';

export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[isSecure(request) ? secureName : plainName];
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const secure = isSecure(request);
  reply.setCookie(secure ? secureName : plainName, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: 30 * 86_400,
  });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  const secure = isSecure(request);
  reply.clearCookie(secure ? secureName : plainName, { path: '/', httpOnly: true, sameSite: 'lax', secure });
}
