import { problem } from '#server/platform/http/index.ts';

/** Kinds of providers: two whose issuer is known, and any other. */
export const kinds = ['google', 'microsoft', 'oidc'] as const;
export type Kind = (typeof kinds)[number];

const GOOGLE = 'https://accounts.google.com';
const tenantId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The address of an issuer as it was entered: for Microsoft the id of a directory, for Google nothing, else a whole address.
 * @throws invalid_input with what is wrong about it
 */
export function issuerAddress(kind: Kind, given: string): URL {
  if (kind === 'google') return new URL(GOOGLE);
  if (kind === 'microsoft') return microsoftAddress(given);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'https:') throw wrong('Give an address that begins with https://.');
  if (url.username !== '' || url.password !== '') throw wrong('Leave user and password out of the address.');
  if (url.search !== '' || url.hash !== '' || /[?#\\]/.test(given))
    throw wrong('Leave out what follows the path: an issuer has no ? and no #.');
  if (url.hostname === 'login.microsoftonline.com')
    throw wrong('Choose Microsoft, and give the directory’s id.');
  url.pathname = url.pathname.replace(/\/\.well-known\/openid-configuration$/, '');
  return url;
}

/**
 * One directory and no other. The addresses `common` and `organizations` stand for all of them: whoever makes a directory
 * of their own could be anybody there.
 */
function microsoftAddress(given: string): URL {
  if (!tenantId.test(given))
    throw wrong(
      'Give the directory (tenant) id, such as 8a1f…-…; “common” and “organizations” stand for everybody.',
    );
  return new URL(`https://login.microsoftonline.com/${given.toLowerCase()}/v2.0`);
}

const wrong = (message: string) => problem('invalid_input', `issuer: ${message}`, { issuer: message });
