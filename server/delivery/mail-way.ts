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
  /** InstallKeys.sandbox */
  sandboxKey: Buffer;
}): MailWay {
  const routes = new Map<string, Route>();
  const intoSandbox = (accountId: string) => {
    const known = routes.get(accountId);
    if (known) return known;
    const route = sandboxRoute(options.sandboxPort, options.sandboxKey, accountId);
    routes.set(accountId, route);
    return route;
  };
  if (options.smtpUrl === undefined)
    return { mode: 'sandbox', routeFor: intoSandbox, sandboxRoute: intoSandbox };
  const route = parseSmtpUrl(options.smtpUrl);
  return { mode: 'smtp', routeFor: () => route, sandboxRoute: intoSandbox };
}
