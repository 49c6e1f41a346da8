import { isInstallAdmin, type Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { AddressError, serialiseAddress } from '../mime/index.ts';
import { checkConnection, checkRoute } from './check-connection.ts';
import * as contract from './contract.ts';
import type { Route } from './route.ts';

interface MailRouteDeps {
  database: Database;
  mode: 'sandbox' | 'smtp';
  /** The way out for an account's mail. */
  routeFor: (accountId: string) => Route;
}

const HOW_TO_CONNECT = [
  'Take the host, port, user name and password from your mail provider’s page on SMTP.',
  'Set SMTP_URL, for example smtps://user:password@smtp.example.com:465, or smtp://user:password@smtp.example.com:587 for STARTTLS. Write @, : and / within user or password as %40, %3A and %2F.',
  'Stop and start Mail Minion, then check the connection here.',
];

export function mailRouteRoutes(on: Registrar<Scope>, { database, mode, routeFor }: MailRouteDeps): void {
  on.on(contract.getMailRoute, async ({ scope }) => {
    const route = routeFor(scope.accountId);
    return {
      mode,
      host: route.host,
      port: route.port,
      encryption: encryptionOf(route),
      logsIn: route.auth !== undefined,
      howToConnect: HOW_TO_CONNECT,
    };
  });

  on.on(contract.checkMailRoute, async ({ scope, body }) => {
    const from = senderToAsk(body.from ?? (await usualSender(database, scope.accountId)));
    if (body.smtpUrl !== undefined) requireAdmin(scope);
    const steps =
      body.smtpUrl === undefined
        ? await checkRoute(routeFor(scope.accountId), from)
        : await checkConnection(body.smtpUrl, from);
    return { ok: steps.every((step) => step.ok), steps };
  });
}

function encryptionOf(route: Route): contract.MailRoute['encryption'] {
  if (route.secure) return 'tls';
  return route.starttls === 'off' ? 'none' : 'starttls';
}

function senderToAsk(from: string): string | undefined {
  if (from === '') return undefined;
  try {
    return serialiseAddress(from);
  } catch (error) {
    if (error instanceof AddressError) throw problem('invalid_input', error.message, { from: error.message });
    throw error;
  }
}

async function usualSender(database: Database, accountId: string): Promise<string> {
  const row = await database.inAccount(accountId, (tx) =>
    tx.one<{ email: string }>(sql`select default_from_email as email from accounts`),
  );
  return row.email;
}

/** Trying any host and port is looking around in the network of the machine: that is for who runs it. */
function requireAdmin(scope: Scope): void {
  if (!isInstallAdmin(scope))
    throw problem(
      'forbidden',
      'Only an admin of this install, logged in with a second factor, may try another mail server.',
    );
}
