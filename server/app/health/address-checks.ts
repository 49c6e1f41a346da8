import { Resolver } from 'node:dns/promises';
import type { FastifyRequest } from 'fastify';
import { accountOfInstall } from '#server/accounts/index.ts';
import type { HealthCheck } from '#server/operator/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { installSender } from '../install-sender.ts';
import type { Services } from '../open-services.ts';
import { check, type Look, orUnknown } from './check.ts';

type AddressServices = Pick<Services, 'config' | 'baseUrl' | 'database'>;

/** Whether people and mail servers reach the install under its name. */
export function addressChecks(services: AddressServices, request: FastifyRequest): Look[] {
  const { address } = installSender(services).from;
  const domain = address.split('@')[1] ?? '';
  const resolver = new Resolver({ timeout: 1_500, tries: 1 });
  if (services.config.nameServers) resolver.setServers(services.config.nameServers);
  return [
    () => publicAddress(services),
    () => proxy(services, request),
    orUnknown('sender-dns', 'Sender in DNS', () => senderInDns(resolver, services.database, domain)),
  ];
}

function publicAddress({ config, baseUrl }: AddressServices): HealthCheck {
  const { protocol, hostname } = new URL(baseUrl);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(hostname);
  if (!config.baseUrl || isLocal)
    return check(
      'address',
      'Address',
      'warn',
      `The install calls itself ${baseUrl}, which others cannot reach: links in mails lead nowhere.`,
      'Set BASE_URL to the address that people use.',
    );
  if (protocol !== 'https:')
    return check(
      'address',
      'Address',
      'bad',
      `${baseUrl} is without TLS: passwords and sessions can be read on the way.`,
      'Put a proxy with a certificate in front, and set BASE_URL to its https address.',
    );
  return check('address', 'Address', 'ok', `People use ${baseUrl}.`);
}

/** Whether what the product believes of the proxy in front fits the request that asks. */
function proxy({ config }: AddressServices, request: FastifyRequest): HealthCheck {
  const isForwarded = request.headers['x-forwarded-for'] !== undefined;
  if (isForwarded && !config.trustProxy)
    return check(
      'proxy',
      'Proxy',
      'warn',
      'This request came through a proxy that is not believed: all visitors seem to come from one address.',
      'Set TRUST_PROXY=true if that proxy is yours and the only way in.',
    );
  if (!isForwarded && config.trustProxy)
    return check(
      'proxy',
      'Proxy',
      'bad',
      'This request came past the proxy, and TRUST_PROXY is set: anybody may say where they come from.',
      'Let nobody but the proxy reach the port, or take TRUST_PROXY back.',
    );
  return check(
    'proxy',
    'Proxy',
    'ok',
    isForwarded ? 'The proxy in front is believed.' : 'There is no proxy in front.',
  );
}

async function senderInDns(resolver: Resolver, database: Database, domain: string): Promise<HealthCheck> {
  if (!domain.includes('.'))
    return check(
      'sender-dns',
      'Sender in DNS',
      'warn',
      `Mail of the install comes from ${domain}, which is no domain of the Internet.`,
      'Set BASE_URL or SYSTEM_MAIL_FROM.',
    );
  const selectors = await selectorsOf(database, domain);
  const [spf, dmarc, ...dkim] = await Promise.all([
    hasText(resolver, domain, 'v=spf1'),
    hasText(resolver, `_dmarc.${domain}`, 'v=DMARC1'),
    ...selectors.map((selector) => hasText(resolver, `${selector}._domainkey.${domain}`, 'p=')),
  ]);
  const missing = [
    ...(spf ? [] : ['SPF']),
    ...(dmarc ? [] : ['DMARC']),
    ...(dkim.some(Boolean) ? [] : [selectors.length === 0 ? 'a DKIM key here' : 'DKIM']),
  ];
  return check(
    'sender-dns',
    'Sender in DNS',
    missing.length === 0 ? 'ok' : 'warn',
    missing.length === 0
      ? `${domain} publishes SPF, DKIM and DMARC.`
      : `${domain} lacks ${new Intl.ListFormat('en').format(missing)}: its mail may land among spam.`,
    missing.length === 0
      ? null
      : 'Make a DKIM key under Settings → Sending in the install’s account, and publish the records.',
  );
}

async function selectorsOf(database: Database, domain: string): Promise<string[]> {
  return await database.asSystem(async (tx) => {
    const account = await accountOfInstall(tx);
    const rows = await tx.query<{ selector: string }>(
      sql`select selector from dkim_keys where account_id = ${account ?? null} and domain = ${domain} limit 5`,
    );
    return rows.map(({ selector }) => selector);
  });
}

async function hasText(resolver: Resolver, name: string, part: string): Promise<boolean> {
  try {
    return (await resolver.resolveTxt(name)).some((texts) => texts.join('').includes(part));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOTFOUND' || code === 'ENODATA') return false;
    throw new Error('the name servers did not answer.');
  }
}
