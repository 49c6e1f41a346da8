import type { Outcome } from '../smtp/index.ts';
import { deferred, type MailHost, rejected } from './find-destination.ts';
import { type MtaStsPolicy, matchesPolicy } from './mta-sts/index.ts';
import type { Manner } from './open-mail-host.ts';

type Choice = { hosts: MailHost[]; tls: Manner['tls'] } | { outcome: Outcome };

/** Which of a domain's mail hosts may be used, and how well the connection must be encrypted. */
export function chooseHosts(
  domain: string,
  all: MailHost[],
  policy: MtaStsPolicy | 'none',
  server: { ehloName?: string | null | undefined; requireTls: boolean },
): Choice {
  const others = withoutOurselves(all, server.ehloName?.toLowerCase());
  if (others.length === 0)
    return { outcome: rejected('5.4.6', `Mail for ${domain} would come back to this machine.`) };
  if (policy === 'none' || policy.mode !== 'enforce')
    return { hosts: others, tls: server.requireTls ? 'required' : 'offered' };
  const hosts = others.filter(({ host }) => matchesPolicy(host, policy));
  if (hosts.length > 0) return { hosts, tls: 'verified' };
  return {
    outcome: deferred('4.7.5', `None of the mail hosts of ${domain} is in its own MTA-STS policy.`),
  };
}

/**
 * Were we a mail host of the domain, mail for it would come back to us: only hosts nearer to it than we are count
 * (RFC 5321 §5.1).
 */
function withoutOurselves(hosts: MailHost[], ownName: string | undefined): MailHost[] {
  const own = hosts.find(({ host }) => host === ownName);
  return own ? hosts.filter(({ preference }) => preference < own.preference) : hosts;
}
