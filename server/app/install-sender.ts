import { isIP } from 'node:net';
import type { InstallSender } from '#server/delivery/index.ts';
import type { Services } from './open-services.ts';

const NAME = 'Mail Minion';

/** Who the install is to those it writes to: SYSTEM_MAIL_FROM, else an address at the host of BASE_URL. */
export function installSender({ config, baseUrl }: Pick<Services, 'config' | 'baseUrl'>): InstallSender {
  const { host, hostname } = new URL(baseUrl);
  const given = config.systemMailFrom;
  const address = given?.address ?? `no-reply@${isIP(unbracketed(hostname)) === 0 ? hostname : 'localhost'}`;
  return { from: { name: given?.name || NAME, address }, site: host };
}

const unbracketed = (hostname: string) => hostname.replace(/^\[|\]$/g, '');
