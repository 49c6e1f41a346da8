import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Route } from './route.ts';
import { routeError } from './route-error.ts';

/** What the library's error objects carry, as far as we read it. */
export type SessionError = Error & {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
};

/**
 * Opens a session and logs in.
 *
 * @throws {RouteError} when any step fails; the socket is closed then
 */
export async function openSession(
  route: Route,
  probes?: SMTPConnection.CustomAuthenticationHandlers,
): Promise<SMTPConnection> {
  const session = new SMTPConnection(sessionOptions(route, probes));
  // Errors before and between messages come as events; without a listener they would end the process.
  session.on('error', () => {});
  try {
    await connect(session);
    if (route.auth) await login(session, { user: route.auth.user, pass: route.auth.pass });
    return session;
  } catch (error) {
    session.close();
    throw routeError(route, session, error as SessionError);
  }
}

/** Runs one login, or one custom exchange, on an open session. */
export function login(session: SMTPConnection, auth: SMTPConnection.AuthenticationType): Promise<void> {
  return settleWithSession(session, (done) => session.login(auth, (error) => done(error)));
}

/** Ends the mail transaction in progress so that the session can carry another message. */
export function reset(session: SMTPConnection): Promise<void> {
  return settleWithSession(session, (done) => session.reset((error) => done(error)));
}

function connect(session: SMTPConnection): Promise<void> {
  return settleWithSession(session, (done) => session.connect((error) => done(error ?? null)));
}

/** Waits for a callback, or for the session's own end, after which the callback would never be called. */
function settleWithSession(
  session: SMTPConnection,
  start: (done: (error: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null) => {
      session.off('error', finish);
      session.off('end', ended);
      if (error) reject(error);
      else resolve();
    };
    const ended = () =>
      setImmediate(finish, Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' }));
    session.on('error', finish);
    session.on('end', ended);
    start(finish);
  });
}

function sessionOptions(
  route: Route,
  probes?: SMTPConnection.CustomAuthenticationHandlers,
): SMTPConnection.Options {
  return {
    host: route.host,
    port: route.port,
    secure: route.secure,
    requireTLS: route.starttls === 'required',
    ignoreTLS: route.starttls === 'off',
    tls: { rejectUnauthorized: route.verifyCertificate, minVersion: 'TLSv1.2' },
    connectionTimeout: route.timeouts.connect,
    greetingTimeout: route.timeouts.greeting,
    dnsTimeout: Math.min(route.timeouts.connect, 30_000),
    socketTimeout: route.timeouts.dot,
    maxResponseSize: 128 * 1024,
    allowInternalNetworkInterfaces: true,
    ...(route.name && { name: route.name }),
    ...(probes && { customAuth: probes }),
  };
}
