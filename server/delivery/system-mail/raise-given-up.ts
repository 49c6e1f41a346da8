import { accountOfInstall, type SystemMailKind } from '#server/accounts/index.ts';
import type { Tx } from '#server/platform/database/index.ts';
import { raiseAlert } from '../alerts/index.ts';
import { templates } from './templates/index.ts';

/** Tells the operator that mail of the install does not get through. One alert stands for all of them until it is put away. */
export async function raiseGivenUp(
  tx: Tx,
  { accountId, kind }: { accountId: string; kind: SystemMailKind },
): Promise<void> {
  const home = (await accountOfInstall(tx)) ?? accountId;
  const about = { accountId: home, kind: 'system_mail_given_up', subjectId: home } as const;
  const text = `System mail does not get through: “${templates[kind].title}” was given up after two days, and its link with it. Look at what the mail server said and mend it; whoever waits has to ask again.`;
  await raiseAlert(tx, about, text);
}
