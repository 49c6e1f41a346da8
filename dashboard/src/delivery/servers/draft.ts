import type {
  MxSettings,
  NewServer,
  SendingServer,
  ServerChange,
  ServerKind,
  ServerLimits,
  SmtpSettings,
  WarmUp,
} from '#server/delivery/contract.ts';
import { receiverKey, receiverName } from './receivers.ts';

/** A number field: empty while nothing is typed. */
type Typed = number | '';

type TypedLimits = Record<keyof ServerLimits, Typed>;

export const emptyLimits: TypedLimits = {
  connections: '',
  perSecond: '',
  perMinute: '',
  perHour: '',
  perDay: '',
};

/** A sending server as the form holds it: what is not filled in is an empty text. */
export interface ServerDraft {
  name: string;
  smtp: Omit<SmtpSettings, 'port' | 'ehloName'> & { port: Typed; ehloName: string };
  mx: Omit<MxSettings, 'ehloName'> & { ehloName: string };
  /** Write-only: empty keeps what is kept. */
  secret: string;
  streams: SendingServer['streams'];
  fromDomains: string[];
  shared: boolean;
  limits: TypedLimits;
  /** For single receivers, by their names. */
  groupLimits: ({ receiver: string } & TypedLimits)[];
  messagesPerConnection: Typed;
  warmUp: WarmUp | null;
}

export const emptyDraft: ServerDraft = {
  name: '',
  smtp: {
    host: '',
    port: 587,
    encryption: 'starttls',
    user: '',
    login: 'password',
    verifyCertificate: true,
    ehloName: '',
  },
  mx: { ehloName: '', localAddresses: [], requireTls: false, mtaSts: true },
  secret: '',
  streams: ['marketing', 'transactional'],
  fromDomains: [],
  shared: false,
  limits: emptyLimits,
  groupLimits: [],
  messagesPerConnection: 100,
  warmUp: null,
};

export function draftOf(server: SendingServer): ServerDraft {
  const { name, smtp, mx, streams, fromDomains, shared, limits, groupLimits, messagesPerConnection, warmUp } =
    server;
  return {
    name,
    smtp: smtp ? { ...smtp, ehloName: smtp.ehloName ?? '' } : emptyDraft.smtp,
    mx: mx ? { ...mx, ehloName: mx.ehloName ?? '' } : emptyDraft.mx,
    secret: '',
    streams,
    fromDomains,
    shared,
    limits: mapLimits(limits, (limit) => limit ?? ''),
    groupLimits: groupLimits.map(({ group, ...amounts }) => ({
      receiver: receiverName(group),
      ...mapLimits(amounts, (limit) => limit ?? ''),
    })),
    messagesPerConnection,
    warmUp,
  };
}

/** What to create, or to try before it is saved. What is missing is left for the server to point at. */
export function newServerOf(kind: ServerKind, draft: ServerDraft): NewServer {
  const common = { ...commonOf(draft), enabled: true, priority: 100 };
  if (kind === 'smtp')
    return { ...common, kind, settings: smtpOf(draft), ...(draft.secret ? { secret: draft.secret } : {}) };
  return kind === 'mx' ? { ...common, kind, settings: mxOf(draft) } : { ...common, kind, settings: {} };
}

/** What to change of a server that is there. An untouched password is not part of it. */
export function changeOf(kind: ServerKind, draft: ServerDraft): ServerChange {
  return {
    ...commonOf(draft),
    ...(kind === 'smtp' ? { smtp: smtpOf(draft), ...(draft.secret ? { secret: draft.secret } : {}) } : {}),
    ...(kind === 'mx' ? { mx: mxOf(draft) } : {}),
  };
}

function commonOf(draft: ServerDraft) {
  const { name, streams, fromDomains, shared, limits, groupLimits, messagesPerConnection, warmUp } = draft;
  return {
    name,
    streams,
    fromDomains,
    shared,
    limits: mapLimits(limits, orNull),
    groupLimits: groupLimits.map(({ receiver, ...amounts }) => ({
      group: receiverKey(receiver),
      ...mapLimits(amounts, orNull),
    })),
    messagesPerConnection: Number(messagesPerConnection),
    warmUp,
  };
}

/** Whether mail would go to another place, or less well kept, than what is saved: a kept password stays behind then. */
export function leadsElsewhere(kept: SmtpSettings | null, { smtp }: ServerDraft): boolean {
  const place = ({ host, port, encryption, verifyCertificate }: SmtpSettings | ServerDraft['smtp']) =>
    JSON.stringify([host.trim(), port, encryption, verifyCertificate]);
  return kept !== null && place(kept) !== place(smtp);
}

const orNull = (limit: Typed) => (limit === '' ? null : limit);

const smtpOf = ({ smtp }: ServerDraft): SmtpSettings => ({
  ...smtp,
  host: smtp.host.trim(),
  port: Number(smtp.port),
  ehloName: smtp.ehloName.trim() || null,
});

const mxOf = ({ mx }: ServerDraft): MxSettings => ({ ...mx, ehloName: mx.ehloName.trim() || null });

function mapLimits<A, B>(limits: Record<keyof ServerLimits, A>, change: (limit: A) => B) {
  const { connections, perSecond, perMinute, perHour, perDay } = limits;
  return {
    connections: change(connections),
    perSecond: change(perSecond),
    perMinute: change(perMinute),
    perHour: change(perHour),
    perDay: change(perDay),
  };
}

/** The server names a field by its place in the body; the form by its place in the draft. */
export function draftErrors(kind: ServerKind, fields: Record<string, string>): Record<string, string> {
  const place = (path: string) =>
    path
      .replace(/^server\./, '')
      .replace(/^settings\./, `${kind}.`)
      .replace(/^(groupLimits\.\d+)\.group$/, '$1.receiver')
      .replace(/^(fromDomains|mx\.localAddresses|warmUp)\..*/, '$1');
  return Object.fromEntries(Object.entries(fields).map(([path, said]) => [place(path), said]));
}
