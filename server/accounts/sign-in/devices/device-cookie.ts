import type { FastifyReply, FastifyRequest } from 'fastify';

/** As the session's: see session-cookie.ts. It opens nothing; it tells that this browser was here before. */
const secureName = '__Host-device';
const plainName = 'device';
const isSecure = (request: FastifyRequest) => request.protocol === 'https';

/** As long as browsers keep a cookie at most. */
const DAYS = 400;

/** The token of the browser, unless it is none of ours. */
export function deviceToken(request: FastifyRequest): string | undefined {
  const token = request.cookies[isSecure(request) ? secureName : plainName];
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
}

export function setDeviceCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const secure = isSecure(request);
  reply.setCookie(secure ? secureName : plainName, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: DAYS * 86_400,
  });
}
