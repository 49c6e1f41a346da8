import type { CustomFetch } from 'openid-client';
import { guardedRequest } from '#server/platform/outside/index.ts';

/** Asks an issuer. Of the options of fetch it knows those that OpenID Connect needs. */
export type AskOutside = CustomFetch;

const TIMEOUT = 8_000;
/** The keys of large issuers are some kilobytes. */
const MAX_BYTES = 256 * 1024;
/** Answers that cannot have a body. */
const EMPTY = new Set([204, 205, 304]);

/** @param resolve finds the addresses of a host name */
export function createAskOutside(options: {
  resolve: (host: string) => Promise<string[]>;
  allowPrivate: boolean;
}): AskOutside {
  return async (url, { method, headers, body }) => {
    const asked = {
      method: method === 'POST' ? ('POST' as const) : ('GET' as const),
      headers: { ...headers, 'user-agent': 'Mail-Minion' },
      ...(body != null && { body: textOf(body) }),
    };
    const guard = { ...options, timeout: TIMEOUT, maxBytes: MAX_BYTES };
    const answered = await guardedRequest(new URL(url), asked, guard);
    const { 'content-type': type = '', 'www-authenticate': challenge } = answered.headers;
    return new Response(EMPTY.has(answered.status) ? null : answered.body, {
      status: answered.status,
      headers: { 'content-type': type, ...(challenge && { 'www-authenticate': challenge }) },
    });
  };
}

function textOf(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new Error('Issuers are sent forms alone.');
}
