import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { mailExample } from '../tls-certificate.ts';
import { ISSUER_HOST } from './network.ts';

/** An issuer that says what a test wants, signed with what a test wants. */
export interface ScriptedIssuer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Added to, or in place of, what an honest issuer puts into the token. */
  claims: Record<string, unknown>;
  /** How the token is signed; RS256 with the published key when not set. */
  signing: 'RS256' | 'none' | 'HS256 with the public key' | 'another key' | 'broken';
  /** Names the key of the token. */
  kid: string;
  /** In place of answers, by path. */
  answers: Map<string, (response: ServerResponse) => void>;
  /** More of what it says about itself. */
  metadata: Record<string, unknown>;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** Makes new keys and publishes those alone. */
  rotate(kid: string): void;
  /** Where an honest issuer leads back to. */
  answerTo(address: string): URL;
  close(): Promise<void>;
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function startScriptedIssuer(): Promise<ScriptedIssuer> {
  let keys = pair();
  const stranger = pair();
  const nonces = new Map<string, string>();
  const server = createServer(mailExample, (request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `https://${ISSUER_HOST}:${(server.address() as { port: number }).port}`;
  const made: ScriptedIssuer = {
    issuer,
    clientId: 'the-client',
    clientSecret: 'the secret',
    claims: {},
    signing: 'RS256',
    kid: 'first',
    answers: new Map(),
    metadata: {},
    asked: [],
    rotate(kid) {
      keys = pair();
      made.kid = kid;
    },
    answerTo(address) {
      const { searchParams } = new URL(address);
      const back = new URL(searchParams.get('redirect_uri')!);
      const code = `code ${nonces.size}`;
      nonces.set(code, searchParams.get('nonce')!);
      back.search = new URLSearchParams({ code, state: searchParams.get('state')!, iss: issuer }).toString();
      return back;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '';
    made.asked.push(path);
    const form = new URLSearchParams(await text(request));
    const scripted = made.answers.get(path);
    if (scripted) return scripted(response);
    response.setHeader('content-type', 'application/json');
    if (path === '/.well-known/openid-configuration') response.end(JSON.stringify(description()));
    else if (path === '/keys') response.end(JSON.stringify({ keys: [published(keys.publicKey, made.kid)] }));
    else if (path === '/token') response.end(JSON.stringify(tokens(form.get('code') ?? '')));
    else response.writeHead(404).end();
  }

  const description = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
    ...made.metadata,
  });

  function tokens(code: string) {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: made.clientId,
      sub: 'ana',
      iat: now,
      exp: now + 300,
      auth_time: now,
      nonce: nonces.get(code),
      email: 'ana@people.example',
      email_verified: true,
      name: 'Ana at the issuer',
      ...made.claims,
    };
    return { access_token: 'x', token_type: 'Bearer', id_token: signed(claims) };
  }

  function signed(claims: object): string {
    const alg = made.signing === 'none' ? 'none' : made.signing.startsWith('HS256') ? 'HS256' : 'RS256';
    const unsigned = `${b64({ alg, kid: made.kid, typ: 'JWT' })}.${b64(claims)}`;
    if (made.signing === 'none') return `${unsigned}.`;
    if (alg === 'HS256') {
      const key = keys.publicKey.export({ format: 'pem', type: 'spki' });
      return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
    }
    const key = made.signing === 'another key' ? stranger.privateKey : keys.privateKey;
    const signature = sign('sha256', Buffer.from(unsigned), key);
    if (made.signing === 'broken') signature[9]! ^= 1;
    return `${unsigned}.${signature.toString('base64url')}`;
  }

  return made;
}

const published = (key: KeyObject, kid: string) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'RS256',
});
