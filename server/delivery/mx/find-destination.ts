import type { Answer, MailExchanger, NameServers } from '#server/platform/outside/index.ts';
import { isPublicAddress } from '#server/platform/outside/index.ts';
import type { Outcome } from '../smtp/index.ts';
import type { LookedUp } from './lookups.ts';

/** A machine that takes mail for a domain. */
export type MailHost = MailExchanger & { addresses: string[] };

/** Where mail for a domain goes. */
export type Destination =
  /** In order of preference. At least one has an address. */
  | { kind: 'hosts'; hosts: MailHost[] }
  | { kind: 'verdict'; outcome: Outcome; missingSince?: number }
  /** Our own trouble: nothing can be looked up at present. */
  | { kind: 'unreachable'; why: string };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A domain that does not exist must be missing for so long before that is final: a mistake in DNS is mended by then. */
const MISSING_FOR_GOOD = HOUR;
/** What is known of a domain serves a little longer while its name servers are in trouble. */
const GRACE = HOUR;
const MOST_HOSTS = 16;

type Options = {
  names: Pick<NameServers, 'mailExchangers'>;
  addressesOf: (host: string) => Promise<Answer<string>>;
  /** For tests and closed networks: addresses that are not public are mail hosts too. */
  allowPrivate: boolean;
  ownAddresses: ReadonlySet<string>;
  now: () => number;
};

/**
 * Looks up where mail for a domain goes (RFC 5321 §5.1, RFC 7505).
 *
 * @param name in lower case and in ASCII
 */
export async function findDestination(
  name: string,
  before: Destination | undefined,
  options: Options,
): Promise<LookedUp<Destination>> {
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(name))
    return verdict(rejected('5.1.2', `${name} is not the name of a mail domain.`), 10 * MINUTE);
  const answer = await options.names.mailExchangers(name);
  switch (answer.kind) {
    case 'found':
      return await toExchangers(name, before, answer.records, answer.seconds, options);
    case 'none':
      return await withAddresses(name, before, [{ host: name, preference: 0 }], 10 * 60, options);
    case 'no-such-name':
      return missing(name, before, options.now());
    case 'failed':
      return inTrouble(before, answer.text);
    case 'unreachable':
      return unreachable(before, answer.text);
  }
}

async function toExchangers(
  domain: string,
  before: Destination | undefined,
  records: MailExchanger[],
  seconds: number,
  options: Options,
): Promise<LookedUp<Destination>> {
  const named = records.filter(({ host }) => host !== '');
  if (named.length > 0) return await withAddresses(domain, before, named, seconds, options);
  const outcome = rejected('5.1.10', `${domain} says that it takes no mail (null MX).`);
  return verdict({ ...outcome, code: 556 }, 10 * MINUTE);
}

async function withAddresses(
  domain: string,
  before: Destination | undefined,
  exchangers: MailExchanger[],
  seconds: number,
  options: Options,
): Promise<LookedUp<Destination>> {
  const known = exchangers.sort((a, b) => a.preference - b.preference).slice(0, MOST_HOSTS);
  const answers = await Promise.all(known.map(({ host }) => options.addressesOf(host)));
  const found = answers.map((answer) => (answer.kind === 'found' ? answer.records : []));
  // Private addresses, and our own, would lead back to this machine or its neighbours instead of to a receiver.
  const mayConnect = (address: string) =>
    options.allowPrivate || (isPublicAddress(address) && !options.ownAddresses.has(address));
  const usable = found.map((addresses) => addresses.filter(mayConnect));
  const hosts = known.map((exchanger, i) => ({ ...exchanger, addresses: usable[i]! }));
  if (usable.some((addresses) => addresses.length > 0)) {
    const times = answers.map((answer) => (answer.kind === 'found' ? answer.seconds : 5 * 60));
    const fresh = clamp(Math.min(seconds, ...times) * SECOND, MINUTE, HOUR);
    return { value: { kind: 'hosts', hosts }, fresh, usable: fresh + GRACE };
  }
  const trouble = answers.find((answer) => answer.kind === 'unreachable' || answer.kind === 'failed');
  if (trouble?.kind === 'unreachable') return unreachable(before, trouble.text);
  if (trouble?.kind === 'failed') return inTrouble(before, trouble.text);
  if (found.some((addresses) => addresses.length > 0)) return inwards(domain);
  return without(domain, known);
}

function missing(domain: string, before: Destination | undefined, now: number): LookedUp<Destination> {
  const since = before?.kind === 'verdict' ? (before.missingSince ?? now) : now;
  const text = `There is no domain ${domain}.`;
  const outcome =
    now - since >= MISSING_FOR_GOOD
      ? rejected('5.1.2', text)
      : deferred('4.1.2', `${text} It is looked up again later, in case that is a mistake of the moment.`);
  return {
    value: { kind: 'verdict', outcome, missingSince: since },
    fresh: 5 * MINUTE,
    usable: 5 * MINUTE,
  };
}

/** Hosts without any address: a slip in somebody's DNS more often than not, so it may get better. */
function without(domain: string, hosts: MailExchanger[]): LookedUp<Destination> {
  const isOwn = hosts.length === 1 && hosts[0]!.host === domain;
  const text = isOwn
    ? `${domain} has neither a mail host nor an address.`
    : `The mail hosts of ${domain} (${hosts.map(({ host }) => host).join(', ')}) have no address.`;
  return verdict(isOwn ? rejected('5.1.2', text) : deferred('4.4.4', text), 5 * MINUTE);
}

function inwards(domain: string): LookedUp<Destination> {
  const text = `The mail hosts of ${domain} are in a private network or this machine itself; no mail can be brought there.`;
  return verdict(rejected('5.4.6', text), 10 * MINUTE);
}

function inTrouble(before: Destination | undefined, text: string): LookedUp<Destination> {
  if (before?.kind === 'hosts') return { value: before, fresh: MINUTE, usable: MINUTE };
  return verdict(deferred('4.4.3', text), MINUTE);
}

function unreachable(before: Destination | undefined, why: string): LookedUp<Destination> {
  if (before?.kind === 'hosts') return { value: before, fresh: MINUTE, usable: MINUTE };
  return { value: { kind: 'unreachable', why }, fresh: 5 * SECOND, usable: 5 * SECOND };
}

function verdict(outcome: Outcome, lasts: number): LookedUp<Destination> {
  return { value: { kind: 'verdict', outcome }, fresh: lasts, usable: lasts };
}

export function deferred(enhanced: string, text: string): Outcome {
  return { kind: 'deferred', stage: 'connect', enhanced, text };
}

export function rejected(enhanced: string, text: string): Outcome {
  return { kind: 'rejected', stage: 'connect', enhanced, text };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
