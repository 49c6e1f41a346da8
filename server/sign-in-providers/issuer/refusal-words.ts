import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';
import { OutsideError } from '#server/platform/outside/index.ts';

/** A failed exchange: for the log, for the person who signs in, and for whoever sets the provider up. */
interface Refusal {
  log: { why: string; code?: string };
  words: (label: string) => string;
  setUp: string;
}

/** Codes of RFC 6749 and OpenID Connect Core; what an issuer invents is shown to nobody. */
const known = /^[a-z_]{1,40}$/;

/** What an exchange with an issuer failed for. The issuer's own sentences go nowhere: anybody can write an address with some. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof AuthorizationResponseError) return refusedThere(error.error);
  if (error instanceof ResponseBodyError) return refusedUs(error.error);
  const reasons = causesOf(error);
  const { code } = error as { code?: string };
  return {
    log: {
      why: reasons
        .map(({ message }) => message)
        .join(': ')
        .slice(0, 300),
      ...(typeof code === 'string' && { code }),
    },
    words: (label) =>
      `What ${label} answered could not be accepted. Try again; if it stays so, tell whoever set it up.`,
    setUp:
      reasons.find((reason) => reason instanceof OutsideError || reason instanceof NotAnIssuer)?.message ??
      'What it answers at /.well-known/openid-configuration is not a description of one.',
  };
}

/** What is missing in an issuer's description of itself. */
export class NotAnIssuer extends Error {
  override name = 'NotAnIssuer';
}

/** From the outside in. */
function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function refusedThere(error: string): Refusal {
  const code = known.test(error) ? error : 'unknown';
  return {
    log: { why: 'refused at the provider', code },
    words: (label) =>
      code === 'access_denied'
        ? `Signing in was cancelled at ${label}, or you may not use it there. Nothing was changed here.`
        : `${label} did not sign you in. Try again, or log in another way.`,
    setUp: `it refused with ${code}.`,
  };
}

function refusedUs(error: string): Refusal {
  const code = known.test(error) ? error : 'unknown';
  return {
    log: { why: 'the provider refused our request', code },
    words: (label) =>
      code === 'invalid_client' || code === 'unauthorized_client'
        ? `${label} does not accept this install: the client ID or secret entered here is wrong. Tell whoever set it up.`
        : `${label} did not complete the sign-in. Begin again.`,
    setUp: `it refused with ${code}.`,
  };
}
