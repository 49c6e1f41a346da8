import * as client from 'openid-client';
import { z } from 'zod';
import type { Provider, Vouched } from './provider.ts';

const text = (max: number) => z.string().max(max).catch('');
const claims = z.object({
  sub: z.string().min(1).max(255),
  name: text(1000),
  given_name: text(1000),
  family_name: text(1000),
  preferred_username: text(1000),
  email: text(1000),
  email_verified: z.unknown().optional(),
  /** Microsoft: whether the owner of the address's domain stands behind it. */
  xms_edov: z.unknown().optional(),
  auth_time: z.number().optional().catch(undefined),
});
type Claims = z.output<typeof claims>;
type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** What is said of the person: in the signed token, and for what is missing there by the endpoint that knows more. */
export async function readClaims(
  configuration: client.Configuration,
  provider: Provider,
  tokens: Tokens,
): Promise<Vouched> {
  const signed = tokens.claims();
  if (!signed) throw new Error('There was no token about the person.');
  // The library looks at it only where there are several audiences (OpenID Connect Core 1.0, section 3.1.3.7).
  if (signed.azp !== undefined && signed.azp !== provider.clientId)
    throw new Error('Issued to another client.');
  const more =
    signed.email === undefined ? await askForMore(configuration, tokens.access_token, signed.sub) : {};
  // What the token says stands before what was asked for afterwards.
  const said = claims.parse({ ...more, ...signed });
  const email = addressIn(said.email);
  return {
    subject: said.sub,
    name: nameIn(said),
    email,
    provedEmail: email !== '' && isProved(provider, said) ? email : undefined,
    authenticatedAt: said.auth_time === undefined ? undefined : new Date(said.auth_time * 1000),
  };
}

/** An issuer may tell addresses there alone (OpenID Connect Core 1.0, section 5.4). */
async function askForMore(
  configuration: client.Configuration,
  accessToken: string,
  subject: string,
): Promise<object> {
  if (!configuration.serverMetadata().userinfo_endpoint) return {};
  return await client.fetchUserInfo(configuration, accessToken, subject);
}

/**
 * Microsoft lets the administrator of any directory write any address into it, verified or not: its word counts only with
 * the claim that says the domain is theirs.
 */
function isProved(provider: Provider, { email_verified, xms_edov }: Claims): boolean {
  if (provider.kind === 'microsoft')
    return xms_edov === true || xms_edov === 1 || xms_edov === '1' || xms_edov === 'true';
  return email_verified === true;
}

const addressIn = (email: string) => (z.email().max(254).safeParse(email).success ? email : '');

function nameIn({ name, given_name, family_name, preferred_username }: Claims): string {
  const parts = `${given_name} ${family_name}`.trim();
  const plain = (name || parts || preferred_username).replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return plain.slice(0, 200);
}
