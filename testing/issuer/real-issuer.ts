import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { Provider } from 'oidc-provider';
import { mailExample } from '../tls-certificate.ts';
import { ISSUER_HOST } from './network.ts';

/** Somebody with a login at the issuer. */
export interface IssuersPerson {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface RealIssuer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who sits at the browser: the issuer asks nobody for a password. */
  person: IssuersPerson;
  /** Where browsers may be sent back to; to be filled in once the product says it. */
  redirectUris: string[];
  close(): Promise<void>;
}

/** A certified OpenID Connect issuer (oidc-provider) over TLS on a free port, as Keycloak would be one. */
export async function startRealIssuer(port = 0): Promise<RealIssuer> {
  const server = createServer(mailExample);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `https://${ISSUER_HOST}:${(server.address() as { port: number }).port}`;
  const redirectUris: string[] = [];
  const made: RealIssuer = {
    issuer,
    clientId: 'mail-minion',
    clientSecret: 'a secret that only the two of them know',
    person: { sub: 'ana' },
    redirectUris,
    close: () => close(server),
  };
  const provider = providerOf(made);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(provider, made, request, response);
    else void answer(request, response);
  });
  return made;
}

function providerOf(made: RealIssuer): Provider {
  const provider = new Provider(made.issuer, {
    // A list that grows: the product tells its address after the client was made.
    clients: [
      {
        client_id: made.clientId,
        client_secret: made.clientSecret,
        redirect_uris: ['https://unused.example/'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ ...made.person, sub }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['for tests'] },
    ttl: {
      Grant: 600,
      Interaction: 600,
      Session: 600,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
  });
  // biome-ignore lint/suspicious/noExplicitAny: the class of clients is made by the library at run time.
  (provider.Client.prototype as any).redirectUriAllowed = (uri: string) => made.redirectUris.includes(uri);
  return provider;
}

/** The person at the browser is taken for who they say they are, and agrees to everything. */
async function interact(
  provider: Provider,
  { person, clientId }: RealIssuer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const details = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: person.sub, clientId });
  grant.addOIDCScope('openid email profile');
  const result =
    details.prompt.name === 'login'
      ? { login: { accountId: person.sub, ts: Math.floor(Date.now() / 1000) } }
      : { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
