import { receiverGroups } from './contract.ts';
/** Who takes the mail in: all domains and mail hosts of one operator are one group, because it judges us as one. */
export type ReceiverGroup = {
  /** One of `receiverGroups`, or the domain itself for operators that are not listed. */
  key: string;
  /** For people. */
  name: string;
};

export type KnownGroup = keyof typeof receiverGroups;

/** Whether the key is that of an operator we know, not a domain. */
export const isKnownGroup = (key: string): key is KnownGroup => Object.hasOwn(receiverGroups, key);

/** The group with this key; a domain stands for itself. */
export function receiverGroup(key: string): ReceiverGroup {
  return { key, name: isKnownGroup(key) ? receiverGroups[key] : key };
}

/** Domains that people have mailboxes at, by operator. */
const domains: [KnownGroup, string[]][] = [
  ['gmail', ['gmail.com', 'googlemail.com']],
  ['outlook', ['msn.com', 'windowslive.com', 'passport.com']],
  ['yahoo', ['ymail.com', 'rocketmail.com', 'aol.com', 'aim.com', 'netscape.net', 'verizon.net']],
  ['icloud', ['icloud.com', 'me.com', 'mac.com']],
  ['gmx', ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'gmx.com', 'gmx.fr', 'gmx.co.uk', 'web.de']],
  ['mailru', ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru']],
  ['yandex', ['yandex.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'ya.ru']],
  ['proton', ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me']],
  ['zoho', ['zohomail.com', 'zohomail.eu']],
  ['fastmail', ['fastmail.com', 'fastmail.fm']],
  ['telekom', ['t-online.de', 'magenta.de']],
  ['orange', ['orange.fr', 'wanadoo.fr']],
  ['free', ['free.fr']],
  ['laposte', ['laposte.net']],
  ['libero', ['libero.it', 'virgilio.it', 'inwind.it', 'iol.it']],
  ['comcast', ['comcast.net', 'xfinity.com']],
  ['qq', ['qq.com', 'foxmail.com']],
  ['netease', ['163.com', '126.com', 'yeah.net']],
  ['naver', ['naver.com']],
];

/** Names that an operator has under many endings: hotmail.fr, live.co.uk, yahoo.com.br. */
const families: [KnownGroup, RegExp][] = [
  ['outlook', /^(hotmail|live|outlook)\.(com|[a-z]{2}|com?\.[a-z]{2})$/],
  ['yahoo', /^(yahoo|aol)\.(com|[a-z]{2}|com?\.[a-z]{2})$/],
];

/** Run by somebody else than their name says. */
const exceptions = new Set(['yahoo.co.jp']);

const groupOfDomain = new Map(domains.flatMap(([key, names]) => names.map((name) => [name, key] as const)));

/**
 * The group of a recipient by the domain of the address alone, for mail that leaves through a relay: the DNS is not
 * asked, so a company whose mail is at Google or Microsoft stands for itself.
 *
 * @param domain lower case, in ASCII
 */
export function receiverGroupOf(domain: string): ReceiverGroup {
  if (exceptions.has(domain)) return receiverGroup(domain);
  const known = groupOfDomain.get(domain) ?? families.find(([, pattern]) => pattern.test(domain))?.[0];
  return receiverGroup(known ?? domain);
}
