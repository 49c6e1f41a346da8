import { createHash } from 'node:crypto';
import * as client from 'openid-client';
import { problem } from '#server/platform/http/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { AskOutside } from './ask-outside.ts';
import type { Provider, Vouched } from './provider.ts';
import { readClaims } from './read-claims.ts';
import { NotAnIssuer, refusalOf } from './refusal-words.ts';

/** What a round trip is recognised by; all three are random for each. */
export interface RoundTrip {
  state: string;
  nonce: string;
  /** PKCE (RFC 7636): whoever redeems the code is who asked for it. */
  verifier: string;
}

export interface Issuers {
  /**
   * Reads what an issuer tells about itself.
   * @param accountId whose provider it is going to be; null for the install's
   * @returns its name for itself
   * @throws invalid_input
   */
  discover(address: URL, accountId: string | null): Promise<string>;
  /** Where the browser is sent. `fresh`: the person shows the issuer anew who they are. */
  addressFor(provider: Provider, trip: RoundTrip, how: { fresh: boolean }): Promise<string>;
  /** Redeems what the browser brought back. @throws sign_in_refused */
  redeem(provider: Provider, trip: RoundTrip, answer: string, how: { freshSince?: Date }): Promise<Vouched>;
}

/** How issuers are asked: those that operators chose may stand where those of clients may not. */
export interface Asking {
  install: AskOutside;
  account: AskOutside;
}

/** Asymmetric ones alone: with a shared secret as key whoever knows it could write tokens, and `none` is no signature. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** Seconds; a month, after which a session here is over in any case. */
const USUAL_AGE = '2592000';
/** Seconds by which clocks may differ. */
const CLOCK_TOLERANCE = 30;
const KEPT_FOR_MS = 60 * 60_000;
const MOST_KEPT = 100;

/**
 * The conversation with issuers: what they say about themselves is kept for an hour, their keys for five minutes; a key
 * nobody knows has them fetched again, at most once a minute.
 */
export function createIssuers(deps: { ask: Asking; baseUrl: string; log: Log }): Issuers {
  const kept = new Map<string, { until: number; configuration: Promise<client.Configuration> }>();
  const asking = (accountId: string | null) => (accountId === null ? deps.ask.install : deps.ask.account);
  const redirectTo = (provider: Provider) => `${deps.baseUrl}${callbackPath(provider.id)}`;

  function configurationOf(provider: Provider): Promise<client.Configuration> {
    const key = keyOf(provider);
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.configuration;
    const configuration = configure(asking(provider.accountId), provider);
    kept.delete(key);
    kept.set(key, { until: Date.now() + KEPT_FOR_MS, configuration });
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
    configuration.catch(() => kept.get(key)?.configuration === configuration && kept.delete(key));
    return configuration;
  }

  /** The issuer's words go to the log, ours to the person. */
  async function told<T>(provider: Provider, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      deps.log.warn('signing in with a provider failed', { provider: provider.id, ...refusalOf(error).log });
      throw problem('sign_in_refused', refusalOf(error).words(provider.label));
    }
  }

  return {
    async discover(address, accountId) {
      try {
        return (await readMetadata(asking(accountId), address)).issuer;
      } catch (error) {
        const message = `${address.host} does not answer as an OpenID Connect issuer: ${refusalOf(error).setUp}`;
        throw problem('invalid_input', `issuer: ${message}`, { issuer: message });
      }
    },
    addressFor: (provider, { state, nonce, verifier }, { fresh }) =>
      told(provider, async () => {
        const url = client.buildAuthorizationUrl(await configurationOf(provider), {
          redirect_uri: redirectTo(provider),
          scope: 'openid profile email',
          response_mode: 'query',
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          // Whoever is asked for an age tells when the person last proved themselves (OpenID Connect Core 1.0, section 2).
          ...(fresh ? { prompt: 'login', max_age: '0' } : { max_age: USUAL_AGE }),
        });
        return url.href;
      }),
    redeem: (provider, { state, nonce, verifier }, answer, { freshSince }) =>
      told(provider, async () => {
        const configuration = await configurationOf(provider);
        const back = new URL(`${redirectTo(provider)}?${new URLSearchParams(answer)}`);
        const tokens = await client.authorizationCodeGrant(configuration, back, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(freshSince && { maxAge: Math.ceil((Date.now() - freshSince.getTime()) / 1000) }),
        });
        return await readClaims(configuration, provider, tokens);
      }),
  };
}

/** Where an issuer sends the browser back to. One for each, so that no issuer's code is taken for another's (RFC 9700, 4.4). */
export const callbackPath = (providerId: string) => `/sign-in/${providerId}`;

async function configure(askOutside: AskOutside, provider: Provider): Promise<client.Configuration> {
  const metadata = await readMetadata(askOutside, new URL(provider.issuer));
  if (metadata.issuer !== provider.issuer) throw new NotAnIssuer('The issuer calls itself otherwise by now.');
  const inPost = metadata.token_endpoint_auth_methods_supported?.includes('client_secret_post') ?? false;
  const proof = inPost ? client.ClientSecretPost : client.ClientSecretBasic;
  const configuration = new client.Configuration(
    metadata,
    provider.clientId,
    { [client.clockTolerance]: CLOCK_TOLERANCE },
    proof(provider.clientSecret),
  );
  configuration[client.customFetch] = askOutside;
  // Signatures are checked although the token comes straight from the issuer.
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}

/** What an issuer says about itself, as far as it is used here. @throws when it is not enough */
async function readMetadata(askOutside: AskOutside, address: URL): Promise<client.ServerMetadata> {
  const discovered = await client.discovery(address, 'unused', undefined, client.None(), {
    [client.customFetch]: askOutside,
  });
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri, ...rest } = discovered.serverMetadata();
  // The library lets some hosts call themselves by a pattern; here an issuer has one name.
  if (withoutSlash(issuer) !== withoutSlash(address.href))
    throw new NotAnIssuer('It calls itself otherwise.');
  for (const endpoint of [authorization_endpoint, token_endpoint, jwks_uri])
    if (!endpoint || new URL(endpoint).protocol !== 'https:')
      throw new NotAnIssuer('It does not name its endpoints.');
  const algorithms = (rest.id_token_signing_alg_values_supported ?? ['RS256']).filter((name) =>
    ALGORITHMS.includes(name),
  );
  if (algorithms.length === 0) throw new NotAnIssuer('It signs with nothing that is accepted here.');
  return {
    issuer,
    authorization_endpoint: authorization_endpoint!,
    token_endpoint: token_endpoint!,
    jwks_uri: jwks_uri!,
    id_token_signing_alg_values_supported: algorithms,
    ...(rest.userinfo_endpoint && { userinfo_endpoint: rest.userinfo_endpoint }),
    ...(rest.token_endpoint_auth_methods_supported && {
      token_endpoint_auth_methods_supported: rest.token_endpoint_auth_methods_supported,
    }),
    // RFC 9207: then an answer without the issuer's name is refused.
    ...(rest.authorization_response_iss_parameter_supported && {
      authorization_response_iss_parameter_supported: true,
    }),
  };
}

const withoutSlash = (address: string) => address.replace(/\/$/, '');

/** A changed secret or client begins anew. */
const keyOf = ({ id, issuer, clientId, clientSecret }: Provider) =>
  createHash('sha256')
    .update(JSON.stringify([id, issuer, clientId, clientSecret]))
    .digest('base64');
