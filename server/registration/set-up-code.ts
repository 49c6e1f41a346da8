import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type PurposeKeys, timingSafeEqualText } from '#server/platform/crypto/index.ts';
import { problem } from '#server/platform/http/index.ts';

/** Crockford's letters: none of them looks like a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

/**
 * What the first visitor shows who does not sit at the machine: 60 bits, the same at every start, printed where the product was
 * started. Whoever runs it can read it there; a stranger who finds an install that nobody set up yet cannot.
 * @param keys KeyRing.forms
 */
export const setUpCode = (keys: PurposeKeys): string => codeOf(keys.current);

function codeOf(key: Buffer): string {
  const bytes = createHmac('sha256', key).update('set-up code').digest();
  const letters = [...bytes.subarray(0, LENGTH)].map((byte) => alphabet[byte % 32]).join('');
  return letters.match(/.{4}/g)!.join('-');
}

/** @throws invalid_input */
export function checkSetUpCode(keys: PurposeKeys, given: string | undefined): void {
  const plain = (code: string) => code.toLowerCase().replace(/[^0-9a-z]/g, '');
  const isOurs = (key: Buffer) => timingSafeEqualText(plain(given ?? ''), plain(codeOf(key)));
  if (keys.all.some(isOurs)) return;
  const code = given
    ? 'That is not the set-up code.'
    : 'Enter the set-up code. It was printed where Mail Minion was started.';
  throw problem('invalid_input', `code: ${code}`, { code });
}

const loopback = /^(127\.|::1$|::ffff:127\.)/;
const local = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via', 'x-real-ip'];

/**
 * Whether a browser on this very machine asks, under a name that leads nowhere else: a page of a stranger could let a name of
 * its own lead here (DNS rebinding), and a proxy beside us speaks for the whole world.
 */
export const isFromThisMachine = ({ socket, headers }: FastifyRequest): boolean =>
  loopback.test(socket.remoteAddress ?? '') &&
  local.test(headers.host ?? '') &&
  !forwarding.some((name) => name in headers);
