import { RouteError, type Stage } from './outcome.ts';
import type { Route } from './route.ts';
import type { Trouble } from './trouble.ts';

/** Puts into one sentence for people why a session could not be opened, and at which stage that was. */
export function routeError(route: Route, stage: Stage, encrypted: boolean, trouble: Trouble): RouteError {
  const { reason, reply, cause } = trouble;
  const text = explain(route, stage, trouble);
  return new RouteError({ stage, reason, code: reply?.code, encrypted, text, cause });
}

const HINTS_ON_SILENCE: Partial<Record<Stage, string>> = {
  connect: ' A firewall or the provider may block this port; 587 and 465 are the usual ones.',
  greeting: ' It took the connection and kept silent: port 465 wants smtps://, port 587 and 25 want smtp://.',
};

function explain(route: Route, stage: Stage, { reason, reply, because, cause }: Trouble): string {
  const server = `${route.host}:${route.port}`;
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  const said = reply ? ` It said: “${reply.code ? `${reply.code} ` : ''}${reply.text}”.` : '';
  const secret = route.auth?.kind === 'xoauth2' ? 'access token' : 'password';
  const what = route.auth ? `the ${secret}` : 'mail';
  if (because) return `${server} ${because}.`;
  switch (reason) {
    case 'dns':
      return `There is no server named ${route.host}, or the name servers did not answer. Check the spelling of the host.`;
    case 'refused':
      return `${server} refused the connection: nothing listens on that port, or a firewall turns it away.`;
    case 'unreachable':
      return `${server} cannot be reached from this machine. Check the network and the host.`;
    case 'timeout':
      return `${server} did not answer in time.${HINTS_ON_SILENCE[stage] ?? ''}`;
    case 'closed':
      return `${server} closed the connection before it was ready.`;
    case 'certificate':
      return `The certificate of ${server} is not valid for it${why}. Use the name on the certificate, or have it renewed.`;
    case 'tls':
      return `No encrypted connection to ${server} could be made${why}. Port 465 wants smtps://, port 587 and 25 want smtp://.`;
    case 'no-starttls':
      return `${server} does not offer STARTTLS, so ${what} would travel in the clear.${said} Use smtps:// or another port.`;
    case 'auth-refused':
      return `${server} refused the user name or ${secret}.${said}`;
    case 'no-auth':
      return `${server} takes no login here. Remove the user and ${secret}, or use the submission port 587.`;
    case 'busy':
      return `${server} is not taking mail right now.${said}`;
    case 'refused-by-server':
      return `${server} refused to talk to this machine.${said}`;
    case 'not-smtp':
      return `${server} does not answer like a mail server. Check the port, and smtp:// or smtps://.${said}`;
  }
}
