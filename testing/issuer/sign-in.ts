import type { ApiClient } from '#server/platform/http/index.ts';
import {
  addAccountProvider,
  addInstallProvider,
  beginSignIn,
  changeAccountProvider,
  changeInstallProvider,
  finishSignIn,
  type ShownProvider,
} from '#server/sign-in-providers/contract.ts';

/** What both kinds of issuers in tests have. */
interface Issuer {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Sets an issuer up for the whole install, as an operator does. */
export async function addToInstall(
  operator: ApiClient,
  { issuer, clientId, clientSecret }: Issuer,
  more: object = {},
): Promise<ShownProvider> {
  const { id } = await operator.call(addInstallProvider, {
    body: { kind: 'oidc', issuer, label: 'Harbour ID' },
  });
  return await operator.call(changeInstallProvider, {
    params: { id },
    body: { clientId, clientSecret, enabled: true, ...more },
  });
}

/** Sets an issuer up for one account, as its owner does. */
export async function addToAccount(
  owner: ApiClient,
  { issuer, clientId, clientSecret }: Issuer,
  more: object = {},
): Promise<ShownProvider> {
  const body = { kind: 'oidc' as const, issuer, label: 'Harbour SSO' };
  const { id } = await owner.call(addAccountProvider, { body });
  return await owner.call(changeAccountProvider, {
    params: { id },
    body: { clientId, clientSecret, enabled: true, ...more },
  });
}

/** What comes after the question mark. */
export const queryOf = (back: URL) => back.search.slice(1);

/** A browser's whole way: to the issuer, back, in. */
export async function signIn(
  browser: ApiClient,
  providerId: string,
  atIssuer: (address: string) => URL | Promise<URL>,
  wish: { invitation?: string; joining?: string } = {},
) {
  const { address } = await browser.call(beginSignIn, { body: { providerId, ...wish } });
  const answer = queryOf(await atIssuer(address));
  return await browser.call(finishSignIn, { body: { providerId, answer } });
}
