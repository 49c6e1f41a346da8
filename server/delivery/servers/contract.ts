import { z } from 'zod';
import { id, idParams, instant, line, okResponse, route } from '../../platform/http/contract.ts';
import { checkStep } from '../smtp/contract.ts';

/** `smtp`: a relay or a provider’s SMTP. `mx`: straight to the receivers. `sandbox`: mail is kept here and never leaves. */
export const serverKinds = ['smtp', 'mx', 'sandbox'] as const;
export type ServerKind = (typeof serverKinds)[number];

const streams = ['marketing', 'transactional'] as const;

/** `tls` from the first octet; `starttls` or nothing; `starttls_if_offered`; `none`. */
const encryptions = ['tls', 'starttls', 'starttls_if_offered', 'none'] as const;

/** How the secret proves who we are: a password, or an OAuth 2 access token (XOAUTH2). */
const loginMethods = ['password', 'xoauth2'] as const;

/** `off` by a person, `paused` by a person or because it refused the login, `trouble`: it cannot be opened at present. */
const serverStates = ['working', 'warming_up', 'trouble', 'paused', 'off'] as const;
export type ServerState = (typeof serverStates)[number];

/** A name or an IP address, without the scheme and port that people paste along with it. */
const hostName = line(253)
  .min(1, 'Give the name of the host.')
  .regex(
    /^([^\s/@:]+|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*)$/i,
    'Give the host alone, such as smtp.example.com.',
  );
const ehloName = line(253)
  .regex(/^([a-z0-9-]+\.)*[a-z0-9-]+$/i, 'Use a host name such as mail.example.org.')
  .nullable();
const port = z.int().min(1, 'From 1 to 65535.').max(65535, 'From 1 to 65535.');

const smtpSettings = z.strictObject({
  host: hostName,
  port,
  encryption: z.enum(encryptions),
  /** Empty when the server asks for no login. */
  user: line(320).default(''),
  login: z.enum(loginMethods).default('password'),
  /** Whether the certificate must be valid for the host. */
  verifyCertificate: z.boolean().default(true),
  /** The name we give in EHLO; null for that of this machine. */
  ehloName: ehloName.default(null),
});
export type SmtpSettings = z.output<typeof smtpSettings>;

const mxSettings = z.strictObject({
  /** The name we give in EHLO: it should resolve to the address mail leaves from, and back. */
  ehloName: ehloName.default(null),
  /** The addresses of this machine that mail leaves from; empty lets the machine choose. */
  localAddresses: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(16)
    .default([]),
  /** Deliver over encrypted connections alone. */
  requireTls: z.boolean().default(false),
  /** Keep to what receivers ask for with MTA-STS (RFC 8461). */
  mtaSts: z.boolean().default(true),
});
export type MxSettings = z.output<typeof mxSettings>;

const sandboxSettings = z.strictObject({});

const atMost = (most: number) => z.int().min(1, 'At least 1.').max(most).nullable().default(null);
const amounts = {
  connections: atMost(1000),
  perSecond: atMost(100_000),
  perMinute: atMost(10_000_000),
  perHour: atMost(100_000_000),
  perDay: atMost(1_000_000_000),
};
/** Null where nothing is limited. Limits hold over all workers together. */
const serverLimits = z.strictObject(amounts);
export type ServerLimits = z.output<typeof serverLimits>;

const groupLimit = z.strictObject({
  /** Receivers that count together: `gmail`, `microsoft`, `yahoo`, or a domain such as `example.com`. */
  group: line(253)
    .min(1, 'Name the group or domain.')
    .transform((group) => group.toLowerCase()),
  ...amounts,
});
export type GroupLimit = z.output<typeof groupLimit>;

const warmUp = z.strictObject({
  /** The first day, in UTC: `2026-11-22`. */
  startedOn: z.iso.date(),
  /** Messages a day, from the first day on. After the last day nothing is held back any more. */
  plan: z.array(z.int().min(1).max(1_000_000_000)).min(1, 'Give at least one day.').max(366),
});
export type WarmUp = z.output<typeof warmUp>;

const common = {
  name: line(100).min(1, 'Give the server a name.'),
  enabled: z.boolean().default(true),
  /** Offered to every account of the install; for the operator to set. */
  shared: z.boolean().default(false),
  streams: z
    .array(z.enum(streams))
    .min(1, 'Choose at least one kind of mail.')
    .max(2)
    .default([...streams]),
  /** Domains, with all below them, whose mail it takes; empty takes any. */
  fromDomains: z.array(line(253).min(1)).max(200).default([]),
  /** Among servers that fit equally well the lowest number goes first. */
  priority: z.int().min(0).max(10_000).default(100),
  limits: serverLimits.prefault({}),
  groupLimits: z.array(groupLimit).max(100).default([]),
  warmUp: warmUp.nullable().default(null),
  messagesPerConnection: z.int().min(1).max(100_000).default(100),
};
/** The password or access token: kept encrypted and never answered. */
const secret = z.string().min(1).max(8000).nullable().optional();

const newSmtp = { ...common, kind: z.literal('smtp'), settings: smtpSettings, secret };
const newMx = { ...common, kind: z.literal('mx'), settings: mxSettings.prefault({}) };
const newSandbox = { ...common, kind: z.literal('sandbox'), settings: sandboxSettings.prefault({}) };

const newServer = z.discriminatedUnion('kind', [
  z.strictObject(newSmtp),
  z.strictObject(newMx),
  z.strictObject(newSandbox),
]);
export type NewServer = z.output<typeof newServer>;

const sendingServer = z.object({
  id,
  ...common,
  kind: z.enum(serverKinds),
  /** Those of the kind; what the others have is null. */
  smtp: smtpSettings.nullable(),
  mx: mxSettings.nullable(),
  /** Whether a password or token is kept. */
  hasSecret: z.boolean(),
  state: z.enum(serverStates),
  /** What the state means, in a sentence; null while it works. */
  why: z.string().nullable(),
  /** Since when it is paused or in trouble. */
  since: instant.nullable(),
  /** Where the warm-up stands; null when there is none, or it is over. */
  warmingUp: z.object({ day: z.int(), days: z.int(), today: z.int() }).nullable(),
  /** Messages that receivers took over it today, in UTC. */
  usedToday: z.int(),
  createdAt: instant,
  changedAt: instant,
});
export type SendingServer = z.output<typeof sendingServer>;

/** A server of the install, offered to this account: no more than what it is called and how it is. */
const sharedServer = sendingServer.pick({ id: true, name: true, kind: true, state: true });

/** The way that is built in: the mail server of SMTP_URL, else the sandbox. */
const installWay = z.object({
  kind: z.enum(['smtp', 'sandbox']),
  name: z.string(),
  /** Whether mail of this account leaves by it: only without any sending server. */
  inUse: z.boolean(),
});

export const listSendingServers = route({
  method: 'GET',
  path: '/api/sending-servers',
  summary:
    'The account’s sending servers in their order, those the install offers it, and the way of last resort.',
  permission: 'account:read',
  response: z.object({
    items: z.array(sendingServer),
    shared: z.array(sharedServer),
    install: installWay,
  }),
});

const serverDay = z.object({
  serverId: id,
  /** In UTC: `2026-11-22`. */
  day: z.string(),
  accepted: z.int(),
  deferred: z.int(),
  rejected: z.int(),
  /** How often a receiver asked us to slow down. */
  slowed: z.int(),
  /** Of those accepted, left encrypted to a server whose certificate is valid for its name. */
  tlsVerified: z.int(),
  /** Left encrypted, but the server did not prove its name. */
  tlsUnverified: z.int(),
  /** Left without encryption. */
  inClear: z.int(),
  /** To which groups of receivers: `gmail`, …; `other` for all that are not known by name. */
  inClearTo: z.array(z.string()),
});
export type ServerDay = z.output<typeof serverDay>;

export const listServerDays = route({
  method: 'GET',
  path: '/api/sending-servers/days',
  summary:
    'What became of the messages of the account’s sending servers on each of the last 30 days with mail.',
  permission: 'account:read',
  response: z.object({ items: z.array(serverDay) }),
});

export const createSendingServer = route({
  method: 'POST',
  path: '/api/sending-servers',
  summary: 'Add a sending server. Mail goes over it from then on.',
  act: { name: 'sending-server.create', did: 'added the sending server', called: 'name' },
  permission: 'account:manage',
  confirmed: true,
  repeats: 'atomic',
  stepUp: true,
  body: newServer,
  status: 201,
  response: sendingServer,
});

const serverChange = z.strictObject({
  name: common.name.optional(),
  enabled: z.boolean().optional(),
  shared: z.boolean().optional(),
  streams: common.streams.unwrap().optional(),
  fromDomains: common.fromDomains.unwrap().optional(),
  priority: common.priority.unwrap().optional(),
  limits: serverLimits.optional(),
  groupLimits: common.groupLimits.unwrap().optional(),
  warmUp: warmUp.nullable().optional(),
  messagesPerConnection: common.messagesPerConnection.unwrap().optional(),
  smtp: smtpSettings.optional(),
  mx: mxSettings.optional(),
  secret,
});
export type ServerChange = z.output<typeof serverChange>;

export const changeSendingServer = route({
  method: 'PATCH',
  path: '/api/sending-servers/:id',
  summary: 'Change a sending server. What is left out stays; a kept password stays only with its host.',
  act: { name: 'sending-server.change', did: 'changed the sending server', called: 'name' },
  permission: 'account:manage',
  stepUp: true,
  params: idParams,
  body: serverChange,
  response: sendingServer,
});

export const deleteSendingServer = route({
  method: 'DELETE',
  path: '/api/sending-servers/:id',
  summary: 'Delete a sending server. Refused while it is the only one and a campaign is being sent.',
  act: { name: 'sending-server.delete', did: 'deleted the sending server' },
  permission: 'account:manage',
  stepUp: true,
  params: idParams,
  response: okResponse,
});

export const pauseSendingServer = route({
  method: 'POST',
  path: '/api/sending-servers/:id/pause',
  summary:
    'Let nothing more leave over a sending server; its mail goes over the next one that fits, or waits.',
  act: { name: 'sending-server.pause', did: 'paused the sending server', called: 'name' },
  permission: 'account:manage',
  withoutAgreement: true,
  repeats: 'atomic',
  params: idParams,
  response: sendingServer,
});

export const resumeSendingServer = route({
  method: 'POST',
  path: '/api/sending-servers/:id/resume',
  summary: 'Use a paused sending server again, and put its alert away.',
  act: { name: 'sending-server.resume', did: 'resumed the sending server', called: 'name' },
  permission: 'account:manage',
  repeats: 'atomic',
  params: idParams,
  response: sendingServer,
});

/** The sender to ask the server about; the account’s usual one when left out. */
const from = line(254).optional();
const checkResult = z.object({ ok: z.boolean(), steps: z.array(checkStep) });

export const checkSendingServer = route({
  method: 'POST',
  path: '/api/sending-servers/:id/check',
  summary: 'Try a sending server step by step without sending anything.',
  act: { name: 'sending-server.check', did: 'tried the sending server' },
  permission: 'account:manage',
  repeats: 'calculates',
  rate: 'heavy',
  params: idParams,
  body: z.strictObject({ from }),
  response: checkResult,
});

/** With the id of a kept server its password is used, when host, port and encryption are still those it was entered for. */
export const tryNewSendingServer = route({
  method: 'POST',
  path: '/api/sending-servers/check',
  summary: 'Try settings step by step before they are saved.',
  act: { name: 'sending-server.try', did: 'tried settings of a sending server' },
  permission: 'account:manage',
  repeats: 'calculates',
  rate: 'heavy',
  body: z.strictObject({ server: newServer, id: id.optional(), from }),
  response: checkResult,
});
