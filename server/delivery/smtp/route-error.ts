import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseReply, type Reply } from './classify-reply.ts';
import { RouteError, type RouteFailure, type Stage } from './outcome.ts';
import type { Route } from './route.ts';
import type { SessionError } from './smtp-session.ts';

/** Turns the library's error for a session that could not be opened into one sentence for people. */
export function routeError(route: Route, session: SMTPConnection, error: SessionError): RouteError {
  const reply = error.response ? parseReply(error.response) : undefined;
  const { stage, reason } = diagnose(session, error, reply);
  const text = explain(route, reason, error, reply);
  return new RouteError({ stage, reason, code: reply?.code, encrypted: session.secure, text, cause: error });
}

type Diagnosis = { stage: Stage; reason: RouteFailure };

const CERTIFICATE = /^(CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_TLS_CERT_ALTNAME_INVALID)/;
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);

function diagnose(session: SMTPConnection, error: SessionError, reply: Reply | undefined): Diagnosis {
  const system = error.originalCode ?? '';
  if (error.code === 'EDNS') return { stage: 'connect', reason: 'dns' };
  if (system === 'ECONNREFUSED') return { stage: 'connect', reason: 'refused' };
  if (UNREACHABLE.has(system)) return { stage: 'connect', reason: 'unreachable' };
  if (CERTIFICATE.test(system)) return { stage: 'tls', reason: 'certificate' };
  if (error.code === 'EAUTH') return { stage: 'auth', reason: authFailure(session, reply) };
  if (reply) return { stage: stageOfReply(error), reason: refusal(error, reply) };
  if (error.code === 'ETIMEDOUT' || system === 'ETIMEDOUT')
    return { stage: stageOfSession(session), reason: 'timeout' };
  if (error.code === 'ETLS' || /^ERR_SSL|^EPROTO$/.test(system)) return { stage: 'tls', reason: 'tls' };
  if (error.code === 'EPROTOCOL') return { stage: 'greeting', reason: 'not-smtp' };
  return { stage: stageOfSession(session), reason: 'closed' };
}

function authFailure(session: SMTPConnection, reply: Reply | undefined): RouteFailure {
  if (!session.allowsAuth) return 'no-auth';
  return reply?.code !== undefined && reply.code < 500 ? 'busy' : 'auth-refused';
}

function stageOfReply(error: SessionError): Stage {
  if (error.command === 'STARTTLS') return 'tls';
  return error.command === 'CONN' ? 'greeting' : 'ehlo';
}

function stageOfSession(session: SMTPConnection): Stage {
  if (session.upgrading) return 'tls';
  return session.stage === 'init' ? 'connect' : 'greeting';
}

function refusal(error: SessionError, reply: Reply): RouteFailure {
  if (error.command === 'STARTTLS' || /required STARTTLS/.test(error.message)) return 'no-starttls';
  if (reply.code === undefined) return 'not-smtp';
  return reply.code < 500 ? 'busy' : 'refused-by-server';
}

function explain(route: Route, reason: RouteFailure, error: SessionError, reply: Reply | undefined): string {
  const server = `${route.host}:${route.port}`;
  const said = reply ? ` It said: “${reply.code ? `${reply.code} ` : ''}${reply.text}”.` : '';
  switch (reason) {
    case 'dns':
      return `There is no server named ${route.host}, or the name servers did not answer. Check the spelling of the host.`;
    case 'refused':
      return `${server} refused the connection: nothing listens on that port, or a firewall turns it away.`;
    case 'unreachable':
      return `${server} cannot be reached from this machine. Check the network and the host.`;
    case 'timeout':
      return `${server} did not answer in time. A firewall or the provider may block this port; 587 and 465 are the usual ones.`;
    case 'closed':
      return `${server} closed the connection before it was ready.`;
    case 'certificate':
      return `The certificate of ${server} is not valid for it (${error.message}). Use the name on the certificate, or have it renewed.`;
    case 'tls':
      return `No encrypted connection to ${server} could be made (${error.message}). Port 465 wants smtps://, port 587 and 25 want smtp://.`;
    case 'no-starttls':
      return `${server} does not offer STARTTLS, so the password would travel in the clear.${said} Use smtps:// or another port.`;
    case 'auth-refused':
      return `${server} refused the user name or password.${said}`;
    case 'no-auth':
      return `${server} takes no login here. Remove the user and password, or use the submission port 587.`;
    case 'busy':
      return `${server} is not taking mail right now.${said}`;
    case 'refused-by-server':
      return `${server} refused to talk to this machine.${said}`;
    case 'not-smtp':
      return `${server} does not answer like a mail server. Check the port, and smtp:// or smtps://.${said}`;
  }
}
