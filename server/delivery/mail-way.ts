import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { sandboxRoute } from './sandbox/index.ts';
import { parseSmtpUrl, type Route } from './smtp/index.ts';

/** How mail leaves this install: to the mail server of SMTP_URL, else to the sandbox, for each account as itself. */
export interface MailWay {
  mode: 'sandbox' | 'smtp';
  routeFor: (accountId: string) => Route;
  /** The way into the sandbox, whether or not mail leaves. */
  sandboxRoute: (accountId: string) => Route;
}

/** @throws one sentence when SMTP_URL cannot be used */
export function mailWay(options: {
  smtpUrl: string | undefined;
  sandboxPort: number;
  /** KeyRing.sandbox */
  sandboxKeys: PurposeKeys;
}): MailWay {
  const routes = new Map<string, Route>();
  let madeWith = options.sandboxKeys.current;
  const intoSandbox = (accountId: string) => {
    if (madeWith !== options.sandboxKeys.current) routes.clear();
    madeWith = options.sandboxKeys.current;
    const known = routes.get(accountId);
    if (known) return known;
    const route = sandboxRoute(options.sandboxPort, options.sandboxKeys, accountId);
    routes.set(accountId, route);
    return route;
  };
  if (options.smtpUrl === undefined)
    return { mode: 'sandbox', routeFor: intoSandbox, sandboxRoute: intoSandbox };
  const route = parseSmtpUrl(options.smtpUrl);
  return { mode: 'smtp', routeFor: () => route, sandboxRoute: intoSandbox };
}
