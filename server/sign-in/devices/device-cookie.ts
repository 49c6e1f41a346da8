import type { FastifyRequest } from 'fastify';
import { hostCookie } from '../host-cookie.ts';

/** As long as browsers keep a cookie at most. */
const DAYS = 400;

/** It opens nothing; it tells that this browser was here before. */
const cookie = hostCookie('device', DAYS * 86_400);

/** The token of the browser, unless it is none of ours. */
export function deviceToken(request: FastifyRequest): string | undefined {
  const token = cookie.read(request);
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
}

export const setDeviceCookie = cookie.set;
