import { isIP } from 'node:net';

/** A way out for mail: one server and how to talk to it. */
export type Route = {
  /** The server's name: looked up unless `addresses` says where it is, sent as SNI, expected in its certificate. */
  host: string;
  port: number;
  /** IP addresses to connect to, tried in this order; `host` is looked up when left out. */
  addresses?: string[];
  /** The IP address of this machine to connect from. */
  localAddress?: string;
  /** TLS from the first octet (smtps). */
  secure: boolean;
  /**
   * What to do about STARTTLS on a plain connection. `optional` goes on in the clear when the server does not offer
   * it or refuses the command.
   */
  starttls: 'required' | 'optional' | 'off';
  /** Whether the server's certificate must be valid for its name. */
  verifyCertificate: boolean;
  /**
   * When STARTTLS is optional, was begun and the handshake failed: `fail` (the default) throws a RouteError with the
   * reason `tls`; `clear` connects once more without it, unless there is a password to protect.
   */
  tlsTrouble?: 'fail' | 'clear';
  auth?: Login;
  /** `off` for a server that announces CHUNKING (RFC 3030) and does not do it well. */
  chunking?: 'off';
  /** The name given in EHLO. */
  name?: string;
  timeouts: Timeouts;
};

/** `pass` is the password, or the access token when `kind` is `xoauth2`. */
export type Login = { user: string; pass: string; kind?: 'password' | 'xoauth2' };

/** Milliseconds. RFC 5321 §4.5.3.2 says how patient a client should be at least. */
export type Timeouts = {
  /** From the name lookup to the end of a STARTTLS handshake. */
  connect: number;
  greeting: number;
  /** For the reply to each of EHLO, AUTH, MAIL, RCPT and DATA. */
  envelope: number;
  /** For the network to take each 64 KB of the message; three minutes when left out. */
  block?: number;
  /** For the reply to the final dot; RFC 5321 §4.5.3.2.6 asks for ten minutes. */
  dot: number;
};

export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 60_000,
  greeting: 5 * 60_000,
  envelope: 5 * 60_000,
  block: 3 * 60_000,
  dot: 10 * 60_000,
};

/**
 * Reads `smtp://user:password@host:port` or `smtps://…`. User and password are percent-encoded. Options:
 * `?starttls=required|optional|off` (with a password and a server elsewhere `required`, else `optional`),
 * `?certificate=any` to accept a self-signed one, `?name=mail.example.org` for EHLO, `?auth=xoauth2` when the password
 * is an OAuth 2 access token, `?chunking=off` for a server that announces CHUNKING and does not do it well.
 *
 * @throws {Error} one sentence that names what is wrong, without the password
 */
export function parseSmtpUrl(smtpUrl: string): Route {
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : undefined;
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new Error('SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://….');
  }
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const auth = login(url);
  const name = url.searchParams.get('name');
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    starttls: starttls(url, auth !== undefined && !isLoopback(host)),
    verifyCertificate: url.searchParams.get('certificate') !== 'any',
    ...(auth && { auth }),
    ...(chunksAreOff(url) && { chunking: 'off' }),
    ...(name && { name }),
    timeouts: DEFAULT_TIMEOUTS,
  };
}

function login(url: URL): Login | undefined {
  const kind = url.searchParams.get('auth') ?? 'password';
  if (kind !== 'password' && kind !== 'xoauth2')
    throw new Error(`SMTP_URL has auth=${kind}; it can be password or xoauth2.`);
  if (url.username === '') return undefined;
  return { user: decode(url.username), pass: decode(url.password), ...(kind === 'xoauth2' && { kind }) };
}

function starttls(url: URL, carriesPassword: boolean): Route['starttls'] {
  const asked = url.searchParams.get('starttls') ?? (carriesPassword ? 'required' : 'optional');
  if (asked === 'required' || asked === 'optional' || asked === 'off') return asked;
  throw new Error(`SMTP_URL has starttls=${asked}; it can be required, optional or off.`);
}

function chunksAreOff(url: URL): boolean {
  const asked = url.searchParams.get('chunking');
  if (asked !== null && asked !== 'off') throw new Error(`SMTP_URL has chunking=${asked}; it can be off.`);
  return asked === 'off';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error('SMTP_URL has a user or password with a % that is not followed by two hex digits.');
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
