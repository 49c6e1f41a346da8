import { type KnownGroup, type ReceiverGroup, receiverGroup } from '../pace/receiver-groups.ts';

/** Who runs a mail host, and how many connections and messages it is offered. */
export type Operator = ReceiverGroup & { start: number; most: number; messagesPerConnection: number };

type Offer = Pick<Operator, 'start' | 'most' | 'messagesPerConnection'>;

/** The last labels of mail hosts and who runs them. Of several that fit, the longest counts. */
const suffixes: [KnownGroup, string[]][] = [
  ['gmail', ['google.com', 'googlemail.com']],
  ['outlook', ['olc.protection.outlook.com', 'hotmail.com']],
  ['o365', ['protection.outlook.com', 'mx.microsoft']],
  ['yahoo', ['yahoodns.net']],
  ['icloud', ['mail.icloud.com']],
  ['gmx', ['gmx.net', 'web.de']],
  ['mailru', ['mail.ru']],
  ['yandex', ['yandex.ru', 'yandex.net']],
  ['proton', ['protonmail.ch']],
  ['zoho', ['zoho.com', 'zoho.eu', 'zoho.in']],
  ['fastmail', ['messagingengine.com']],
  ['telekom', ['t-online.de']],
  ['orange', ['orange.fr', 'wanadoo.fr']],
  ['free', ['free.fr']],
  ['laposte', ['laposte.net']],
  ['libero', ['libero.it', 'iol.it']],
  ['comcast', ['comcast.net']],
  ['qq', ['qq.com']],
  ['netease', ['netease.com', '163.com', '126.com']],
  ['naver', ['naver.com']],
  ['proofpoint', ['pphosted.com', 'ppe-hosted.com']],
  ['mimecast', ['mimecast.com', 'mimecast.co.za']],
  ['barracuda', ['barracudanetworks.com']],
  ['cisco', ['iphmx.com']],
];

const operators = new Map(suffixes.flatMap(([key, hosts]) => hosts.map((host) => [host, key] as const)));

/** Guesses to begin with, per machine that sends; how many are welcome is found out by the governor. */
const GATEWAY: Offer = { start: 3, most: 10, messagesPerConnection: 20 };
const OTHER: Offer = { start: 2, most: 10, messagesPerConnection: 50 };
const offers: Partial<Record<string, Offer>> = {
  gmail: { start: 10, most: 40, messagesPerConnection: 100 },
  outlook: { start: 5, most: 20, messagesPerConnection: 50 },
  o365: { start: 10, most: 40, messagesPerConnection: 50 },
  yahoo: { start: 5, most: 20, messagesPerConnection: 20 },
  icloud: { start: 3, most: 10, messagesPerConnection: 20 },
  proofpoint: GATEWAY,
  mimecast: GATEWAY,
  barracuda: GATEWAY,
  cisco: GATEWAY,
};

/** @param host the name of a mail host in lower case */
export function operatorOfHost(host: string): Operator {
  const group = receiverGroup(knownOperator(host) ?? organisationalDomain(host));
  return { ...group, ...(offers[group.key] ?? OTHER) };
}

function knownOperator(host: string): KnownGroup | undefined {
  const labels = host.split('.');
  for (let from = 0; from < labels.length - 1; from++) {
    const known = operators.get(labels.slice(from).join('.'));
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Second labels under which the domains of a country are registered, as in co.uk and com.br. */
const REGISTRIES = new Set(
  'ac co com edu gen go gob gouv gov gv ltd me mil ne net nhs nom or org plc sch'.split(' '),
);

/**
 * The domain somebody registered: the last two labels, or three where a country registers under a second label. A wrong
 * guess puts two operators in one group, where they slow down together, and does no other harm.
 */
function organisationalDomain(host: string): string {
  const labels = host.split('.');
  const isCountry = labels.at(-1)?.length === 2 && REGISTRIES.has(labels.at(-2) ?? '');
  return labels.slice(isCountry ? -3 : -2).join('.');
}
