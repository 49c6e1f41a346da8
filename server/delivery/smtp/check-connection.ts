import { needsSmtpUtf8, serialiseAddress } from '../mime/index.ts';
import { readReply } from './classify-reply.ts';
import { RouteError, type Stage } from './outcome.ts';
import { parseSmtpUrl, type Route } from './route.ts';
import { openSession, quit, type Session } from './smtp-session.ts';

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
  let session: Session;
  try {
    session = await openSession(route);
  } catch (error) {
    if (error instanceof RouteError) return failedAt(route, error);
    throw error;
  }
  try {
    const passed = ORDER.slice(0, 3).flatMap((step) => passedStep(route, step, session.wire.isSecure));
    return from === undefined ? passed : [...passed, await checkSender(session, from)];
  } finally {
    quit(session.wire);
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

/** Asks by beginning a transaction that is taken back at once. */
async function checkSender({ wire, abilities }: Session, from: string): Promise<CheckStep> {
  try {
    const address = serialiseAddress(from);
    const utf8 = needsSmtpUtf8(address) && abilities.smtpUtf8 ? ' SMTPUTF8' : '';
    const { code, raw } = await wire.ask(`MAIL FROM:<${address}>${utf8}`, PATIENCE.envelope);
    if (code >= 200 && code < 300) {
      await wire.ask('RSET', PATIENCE.envelope);
      return { step: 'sender', ok: true, text: `The server takes mail from ${from}.` };
    }
    const said = `${code || ''} ${readReply(code, raw).text}`.trim();
    const text = `The server does not take mail from ${from}. It said: “${said}”.`;
    return { step: 'sender', ok: false, text };
  } catch (error) {
    const text = `Whether the server takes mail from ${from} could not be found out: ${(error as Error).message}`;
    return { step: 'sender', ok: false, text };
  }
}
