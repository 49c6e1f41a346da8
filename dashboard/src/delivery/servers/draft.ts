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

/** A number field: empty while nothing is typed. */
export type Typed = number | '';

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
  limits: Record<keyof ServerLimits, Typed>;
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
  limits: { connections: '', perSecond: '', perMinute: '', perHour: '', perDay: '' },
  messagesPerConnection: 100,
  warmUp: null,
};

export function draftOf(server: SendingServer): ServerDraft {
  const { name, smtp, mx, streams, fromDomains, shared, limits, messagesPerConnection, warmUp } = server;
  return {
    name,
    smtp: smtp ? { ...smtp, ehloName: smtp.ehloName ?? '' } : emptyDraft.smtp,
    mx: mx ? { ...mx, ehloName: mx.ehloName ?? '' } : emptyDraft.mx,
    secret: '',
    streams,
    fromDomains,
    shared,
    limits: mapLimits(limits, (limit) => limit ?? ''),
    messagesPerConnection,
    warmUp,
  };
}

/** What to create, or to try before it is saved. What is missing is left for the server to point at. */
export function newServerOf(kind: ServerKind, draft: ServerDraft): NewServer {
  const common = { ...commonOf(draft), enabled: true, priority: 100, groupLimits: [] };
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
  const { name, streams, fromDomains, shared, limits, messagesPerConnection, warmUp } = draft;
  return {
    name,
    streams,
    fromDomains,
    shared,
    limits: mapLimits(limits, (limit) => (limit === '' ? null : limit)),
    messagesPerConnection: Number(messagesPerConnection),
    warmUp,
  };
}

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
      .replace(/^(fromDomains|mx\.localAddresses|warmUp)\..*/, '$1');
  return Object.fromEntries(Object.entries(fields).map(([path, said]) => [place(path), said]));
}
