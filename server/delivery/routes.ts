import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { alertRoutes } from './alerts/routes.ts';
import { dkimRoutes } from './dkim/routes.ts';
import type { MailWay } from './mail-way.ts';
import type { MxWays } from './mx/index.ts';
import { domainWarmUpRoutes } from './pace/routes.ts';
import { sandboxRoutes } from './sandbox/routes.ts';
import { queueRoutes } from './sends/routes.ts';
import { type ServerWays, sendingServerRoutes } from './servers/index.ts';
import { mailRouteRoutes } from './smtp/routes.ts';
import { type InstallSender, systemMailRoutes } from './system-mail/index.ts';

export interface DeliveryDeps {
  database: Database;
  mailWay: MailWay;
  mx: MxWays;
  secrets: Secrets;
  /** Messages the sandbox keeps for each account. */
  sandboxKeep: number;
  /** The ways of this process, for what is sent while somebody waits. */
  ways: ServerWays;
  /** Who the install's own mail comes from. */
  sender: InstallSender;
}

export function deliveryRoutes(on: Registrar<Scope>, deps: DeliveryDeps): void {
  const { database, mailWay, mx, secrets, sandboxKeep, ways, sender } = deps;
  mailRouteRoutes(on, { database, ...mailWay });
  sandboxRoutes(on, { database, keep: sandboxKeep });
  sendingServerRoutes(on, { database, secrets, mx, ...mailWay });
  alertRoutes(on, { database });
  dkimRoutes(on, { database, secrets });
  domainWarmUpRoutes(on, { database });
  queueRoutes(on, { database });
  systemMailRoutes(on, { database, ways, secrets, sender });
}
