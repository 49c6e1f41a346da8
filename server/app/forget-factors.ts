import { systemMailQueue } from '#server/accounts/index.ts';
import { createRecordByProduct } from '#server/activity/index.ts';
import { loadConfig } from '#server/platform/config/index.ts';
import { forgetFactors } from '#server/second-factors/index.ts';
import { withInstall } from './keys/open-install.ts';

const usage = `npm run forget-factors -- EMAIL

Takes passkeys, authenticator app and recovery codes off somebody who has lost them, and ends their sessions.
Make sure first that it is they who ask. See docs/operating.md.`;

/** `npm run forget-factors`. @throws one sentence when it cannot be done */
export async function forgetFactorsCommand([email]: string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (!email?.includes('@')) throw new Error(usage);
  const name = await withInstall(loadConfig(env), ({ database, secrets, keys }) =>
    forgetFactors(
      {
        database,
        queueSystemMail: systemMailQueue(secrets),
        recordAct: createRecordByProduct(keys.activity),
      },
      email,
    ),
  );
  console.log(`${name} logs in with the password alone now, and has mail about it.`);
}
