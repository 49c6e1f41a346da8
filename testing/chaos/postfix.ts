import { postfixRun } from '../postfix/postfix-run.ts';
import { postfixMissing } from '../postfix/start-postfix.ts';
import type { Scenario } from './scenario.ts';

/** Not trouble, but the real world: see testing/postfix. */
const over = (way: 'relay' | 'mx', about: string): Scenario => ({
  about,
  recipients: 10_000,
  times: 1,
  async run({ recipients, running, say }) {
    const missing = postfixMissing();
    if (missing) throw new Error(`${missing}.`);
    say(`${recipients} messages into Postfix …`);
    return await postfixRun({ way, recipients, running });
  },
});

export const postfix = over('relay', 'a real mail server as relay: its log must hold no complaint');
export const postfixMx = over('mx', 'the same as mail host of the recipients, found through the DNS');
