import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { serialiseAddress } from '../mime/index.ts';
import { parseReply } from './classify-reply.ts';
import { RouteError, type Stage } from './outcome.ts';
import { parseSmtpUrl, type Route } from './route.ts';
import { login, openSession, type SessionError } from './smtp-session.ts';

/** One thing that was tried; `text` says how it went in words for people. */
export type CheckStep = {
  step: 'address' | 'connect' | 'encryption' | 'login' | 'sender';
  ok: boolean;
  text: string;
};

const PATIENCE = { connect: 15_000, greeting: 15_000, envelope: 15_000, dot: 15_000 };
const ORDER = ['connect', 'encryption', 'login', 'sender'] as const;

/**
 * Tries a mail server step by step without sending anything: reach it, encrypt, log in, and ask whether it takes
 * mail from `from`. Stops at the first step that fails; that step's text says why and what to do.
 */
export async function checkConnection(smtpUrl: string, from?: string): Promise<CheckStep[]> {
  let route: Route;
  try {
    route = { ...parseSmtpUrl(smtpUrl), timeouts: PATIENCE };
  } catch (error) {
    return [{ step: 'address', ok: false, text: (error as Error).message }];
  }
  return await checkRoute(route, from);
}

/** As {@link checkConnection}, for a route that is known already. */
export async function checkRoute(route: Route, from?: string): Promise<CheckStep[]> {
  let session: SMTPConnection;
  try {
    session = await openSession(route, { [SENDER_PROBE]: askForSender(from) });
  } catch (error) {
    if (error instanceof RouteError) return failedAt(route, error);
    throw error;
  }
  try {
    const passed = ORDER.slice(0, 3).flatMap((step) => passedStep(route, step, session.secure));
    return from === undefined ? passed : [...passed, await checkSender(session, from)];
  } finally {
    session.quit();
    setTimeout(() => session.close(), 1000).unref();
  }
}

function failedAt(route: Route, error: RouteError): CheckStep[] {
  const failed = stepOfStage(error.stage);
  const before = ORDER.slice(0, ORDER.indexOf(failed));
  const passed = before.flatMap((step) => passedStep(route, step, error.encrypted));
  return [...passed, { step: failed, ok: false, text: error.message }];
}

function stepOfStage(stage: Stage): 'connect' | 'encryption' | 'login' {
  if (stage === 'tls') return 'encryption';
  return stage === 'auth' ? 'login' : 'connect';
}

function passedStep(route: Route, step: CheckStep['step'], encrypted: boolean): CheckStep[] {
  const server = `${route.host}:${route.port}`;
  if (step === 'connect') return [{ step, ok: true, text: `${server} answers like a mail server.` }];
  if (step === 'encryption') {
    const text = encrypted ? 'The connection is encrypted.' : 'The connection is not encrypted.';
    return [{ step, ok: true, text }];
  }
  return route.auth
    ? [{ step, ok: true, text: `The server knows ${route.auth.user} and the password.` }]
    : [];
}

const SENDER_PROBE = 'ASK-FOR-SENDER';

/** The library's hook for login schemes is its public way to say a command of our own: here MAIL FROM, then RSET. */
function askForSender(from: string | undefined) {
  return async (context: SMTPConnection.CustomAuthenticationContext): Promise<void> => {
    const reply = await context.sendCommand(`MAIL FROM:<${serialiseAddress(from ?? '')}>`);
    await context.sendCommand('RSET');
    if (reply.status >= 200 && reply.status < 300) context.resolve();
    else context.reject(Object.assign(new Error('refused'), { reply: reply.response }));
  };
}

async function checkSender(session: SMTPConnection, from: string): Promise<CheckStep> {
  try {
    await login(session, { method: SENDER_PROBE, user: '-', pass: '-' });
    return { step: 'sender', ok: true, text: `The server takes mail from ${from}.` };
  } catch (error) {
    const said = (error as SessionError & { reply?: string }).reply;
    const text = said
      ? `The server does not take mail from ${from}. It said: “${describe(said)}”.`
      : `Whether the server takes mail from ${from} could not be found out: ${(error as Error).message}.`;
    return { step: 'sender', ok: false, text };
  }
}

function describe(response: string): string {
  const reply = parseReply(response);
  return `${reply.code ?? ''} ${reply.text}`.trim();
}
