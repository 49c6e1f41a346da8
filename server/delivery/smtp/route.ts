import { isIP } from 'node:net';

/** A way out for mail: one server and how to talk to it. */
export type Route = {
  host: string;
  port: number;
  /** TLS from the first octet (smtps). */
  secure: boolean;
  /** What to do about STARTTLS on a plain connection. */
  starttls: 'required' | 'optional' | 'off';
  /** Whether the server's certificate must be valid for its name. */
  verifyCertificate: boolean;
  auth?: { user: string; pass: string };
  /** The name given in EHLO. */
  name?: string;
  timeouts: Timeouts;
};

/** Milliseconds. */
export type Timeouts = {
  /** From the name lookup to the end of a STARTTLS handshake. */
  connect: number;
  greeting: number;
  /** For the reply to each of MAIL, RCPT and DATA together. */
  envelope: number;
  /** For the reply to the final dot; RFC 5321 §4.5.3.2.6 asks for ten minutes. */
  dot: number;
};

export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 60_000,
  greeting: 60_000,
  envelope: 5 * 60_000,
  dot: 10 * 60_000,
};

/**
 * Reads `smtp://user:password@host:port` or `smtps://…`. User and password are percent-encoded. Options:
 * `?starttls=required|optional|off` (with a password and a server elsewhere `required`, else `optional`),
 * `?certificate=any` to accept a self-signed one, `?name=mail.example.org` for EHLO.
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
  const auth = url.username ? { user: decode(url.username), pass: decode(url.password) } : undefined;
  const name = url.searchParams.get('name');
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    starttls: starttls(url, auth !== undefined && !isLoopback(host)),
    verifyCertificate: url.searchParams.get('certificate') !== 'any',
    ...(auth && { auth }),
    ...(name && { name }),
    timeouts: DEFAULT_TIMEOUTS,
  };
}

function starttls(url: URL, carriesPassword: boolean): Route['starttls'] {
  const asked = url.searchParams.get('starttls') ?? (carriesPassword ? 'required' : 'optional');
  if (asked === 'required' || asked === 'optional' || asked === 'off') return asked;
  throw new Error(`SMTP_URL has starttls=${asked}; it can be required, optional or off.`);
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
