import type { Log } from '#server/platform/log/index.ts';
import { guardedGet } from '#server/platform/outside/index.ts';
import { type LookedUp, Lookups } from '../lookups.ts';
import type { Answer, NameServers } from '../name-servers.ts';
import { type MtaStsPolicy, readPolicy, readPolicyId } from './policy.ts';

/** What RFC 8461 §3.3 asks for, in milliseconds and bytes. */
const TIMEOUT = 60_000;
const MAX_BYTES = 64 * 1024;

/** Milliseconds after which the id in DNS is looked at again, and for which the old answer serves meanwhile. */
const FRESH = 10 * 60_000;
const USABLE = 70 * 60_000;

type Known = { policy: MtaStsPolicy | 'none'; expires: number };

type Options = {
  names: Pick<NameServers, 'texts'>;
  addressesOf: (host: string) => Promise<Answer<string>>;
  allowPrivate: boolean;
  port: number;
  limit: number;
  pendingLimit: number;
  now: () => number;
  log: Log;
  onSettled: () => void;
};

const NONE: Known = { policy: 'none', expires: 0 };

/**
 * Knows the MTA-STS policies of domains. A policy once seen holds until its time is over, or DNS names another one that
 * can be fetched: who can cut us off from DNS or HTTPS must not be able to take it away.
 */
export function createMtaStsPolicies(options: Options) {
  const { names, now, log } = options;

  async function lookUp(domain: string, before: Known = NONE): Promise<LookedUp<Known>> {
    const held = now() < before.expires ? before : NONE;
    const value = await known(domain, held);
    return { value, fresh: FRESH, usable: USABLE };
  }

  async function known(domain: string, held: Known): Promise<Known> {
    const answer = await names.texts(`_mta-sts.${domain}`);
    const id = answer.kind === 'found' ? readPolicyId(answer.records) : undefined;
    if (id === undefined || (held.policy !== 'none' && held.policy.id === id)) return held;
    try {
      const policy = await fetchPolicy(domain, id);
      if (policy.mode === 'testing')
        log.info('an MTA-STS policy is only being tested by its domain', { domain });
      return { policy, expires: now() + policy.maxAge * 1_000 };
    } catch (error) {
      log.warn('an MTA-STS policy could not be read; what was known before holds', {
        domain,
        why: (error as Error).message,
      });
      return held;
    }
  }

  async function fetchPolicy(domain: string, id: string): Promise<MtaStsPolicy> {
    const url = new URL(`https://mta-sts.${domain}:${options.port}/.well-known/mta-sts.txt`);
    const { status, contentType, body } = await guardedGet(url, {
      resolve: async (host) => {
        const answer = await options.addressesOf(host);
        return answer.kind === 'found' ? answer.records : [];
      },
      timeout: TIMEOUT,
      maxBytes: MAX_BYTES,
      allowPrivate: options.allowPrivate,
    });
    if (status !== 200) throw new Error(`It was answered with ${status}.`);
    if (contentType !== 'text/plain')
      throw new Error(`It is ${contentType || 'of no type'}, not text/plain.`);
    return readPolicy(id, body);
  }

  const lookups = new Lookups<Known>({ ...options, lookUp });
  return {
    /** The policy of a domain; undefined while that is being looked up. */
    peek: (domain: string): MtaStsPolicy | 'none' | undefined => lookups.peek(domain)?.policy,
  };
}
