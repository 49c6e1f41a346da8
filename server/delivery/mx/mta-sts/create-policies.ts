import type { Log } from '#server/platform/log/index.ts';
import type { Answer, NameServers } from '#server/platform/outside/index.ts';
import { guardedGet } from '#server/platform/outside/index.ts';
import { type LookedUp, Lookups } from '../lookups.ts';
import type { KeptPolicies } from './kept-policies.ts';
import { type MtaStsPolicy, readPolicy, readPolicyId } from './policy.ts';

/** What RFC 8461 §3.3 asks for, in milliseconds and bytes. */
const TIMEOUT = 60_000;
const MAX_BYTES = 64 * 1024;

/** Milliseconds after which the id in DNS is looked at again, and for which the old answer serves meanwhile. */
const FRESH = 10 * 60_000;
const USABLE = 70 * 60_000;

/** A policy is fetched again after so many milliseconds though DNS names the same one, long before its time is over. */
const RENEW_AFTER = 24 * 60 * 60_000;

/** Until when a policy holds, and from when on it is fetched again, by the clock of this process. */
type Known = { policy: MtaStsPolicy; expires: number; renewAt: number };

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
  /** What all workers keep together; without it policies are remembered by this process alone. */
  kept?: Pick<KeptPolicies, 'read' | 'keep'> | undefined;
};

/** What was fetched later counts: one of them may not have been kept. */
const later = (one: Known | undefined, other: Known | undefined) =>
  one && other ? (one.renewAt > other.renewAt ? one : other) : (one ?? other);

/**
 * Knows the MTA-STS policies of domains. A policy once seen holds until its time is over, or DNS names another one that
 * can be fetched: who can cut us off from DNS or HTTPS must not be able to take it away.
 */
export function createMtaStsPolicies(options: Options) {
  const { names, now, log, kept } = options;

  async function lookUp(domain: string, before?: Known | 'none'): Promise<LookedUp<Known | 'none'>> {
    const answer = await names.texts(`_mta-sts.${domain}`);
    const id = answer.kind === 'found' ? readPolicyId(answer.records) : undefined;
    const held = stillHolds(before);
    const value = held && isCurrent(held, id) ? held : await lookFurther(domain, id, held);
    return { value: value ?? 'none', fresh: FRESH, usable: USABLE };
  }

  /** What another worker knows of it, or an earlier life of this one; else what the domain itself says. */
  async function lookFurther(
    domain: string,
    id: string | undefined,
    held: Known | undefined,
  ): Promise<Known | undefined> {
    const known = later(held, await recall(domain));
    if (id === undefined || (known && isCurrent(known, id))) return known;
    try {
      const policy = await fetchPolicy(domain, id);
      if (policy.mode === 'testing')
        log.info('an MTA-STS policy is only being tested by its domain', { domain });
      await keep(domain, policy);
      return knownFor(policy, policy.maxAge);
    } catch (error) {
      const why = (error as Error).message;
      log.warn('an MTA-STS policy could not be read; what was known before holds', { domain, why });
      return known;
    }
  }

  const stillHolds = (known: Known | 'none' | undefined) =>
    known && known !== 'none' && now() < known.expires ? known : undefined;

  /** Nothing newer can be had: DNS names no other one, and it was fetched lately. */
  const isCurrent = ({ policy, renewAt }: Known, id: string | undefined) =>
    id === undefined || (policy.id === id && now() < renewAt);

  function knownFor(policy: MtaStsPolicy, seconds: number): Known {
    const expires = now() + seconds * 1_000;
    const fetched = expires - policy.maxAge * 1_000;
    return { policy, expires, renewAt: fetched + Math.min(RENEW_AFTER, policy.maxAge * 500) };
  }

  async function recall(domain: string): Promise<Known | undefined> {
    try {
      const found = await kept?.read(domain);
      return found && knownFor(found.policy, found.seconds);
    } catch (error) {
      log.warn('a kept MTA-STS policy could not be looked up', { domain, why: (error as Error).message });
      return undefined;
    }
  }

  async function keep(domain: string, policy: MtaStsPolicy): Promise<void> {
    try {
      await kept?.keep(domain, policy);
    } catch (error) {
      log.warn('an MTA-STS policy could not be kept', { domain, why: (error as Error).message });
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

  const lookups = new Lookups<Known | 'none'>({ ...options, lookUp });
  return {
    /** The policy of a domain; undefined while that is being looked up. */
    peek(domain: string): MtaStsPolicy | 'none' | undefined {
      const known = lookups.peek(domain);
      return known === undefined || known === 'none' ? known : known.policy;
    },
    /** Fetches again what is due though no mail goes there now: nothing shall run out between two campaigns. */
    renewDue(): void {
      const due = lookups.keysOf((known) => known !== 'none' && now() >= known.renewAt);
      for (const domain of due) lookups.peek(domain);
    },
  };
}
