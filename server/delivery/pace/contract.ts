import { z } from 'zod';
import { okResponse, route } from '../../platform/http/contract.ts';

/** The operators we know, and what they are called. A key has no dot, so it is never taken for a domain. */
export const receiverGroups = {
  gmail: 'Gmail',
  outlook: 'Outlook.com',
  o365: 'Microsoft 365',
  yahoo: 'Yahoo and AOL',
  icloud: 'iCloud',
  gmx: 'GMX and WEB.DE',
  mailru: 'Mail.ru',
  yandex: 'Yandex',
  proton: 'Proton',
  zoho: 'Zoho',
  fastmail: 'Fastmail',
  telekom: 'Telekom',
  orange: 'Orange',
  free: 'Free',
  laposte: 'La Poste',
  libero: 'Libero',
  comcast: 'Comcast',
  qq: 'QQ Mail',
  netease: 'NetEase',
  naver: 'Naver',
  proofpoint: 'Proofpoint',
  mimecast: 'Mimecast',
  barracuda: 'Barracuda',
  cisco: 'Cisco Secure Email',
} as const;

/** A sending domain that is new to receivers: it begins with few messages a day. */
const domainWarmUp = z.object({
  domain: z.string(),
  /** The first day, in UTC: `2026-11-22`. */
  startedOn: z.string(),
  /** Messages a day, from the first day on. */
  plan: z.array(z.int()),
  /** Where it stands; null before its start, and when it is over and nothing is held back any more. */
  warmingUp: z.object({ day: z.int(), days: z.int(), today: z.int() }).nullable(),
});
export type DomainWarmUp = z.output<typeof domainWarmUp>;

export const listDomainWarmUps = route({
  method: 'GET',
  path: '/api/domain-warm-ups',
  summary: 'Sending domains of this account that are being warmed up, or were.',
  permission: 'account:read',
  response: z.object({ items: z.array(domainWarmUp) }),
});

export const startDomainWarmUp = route({
  method: 'POST',
  path: '/api/domain-warm-ups',
  summary: 'Begin the warm-up of a sending domain, or begin it again.',
  act: { name: 'warm-up.start', did: 'began the warm-up of', called: 'domain' },
  permission: 'account:manage',
  repeats: 'atomic',
  body: z.strictObject({
    domain: z.string().trim().min(1, 'Give the domain you send from.').max(253),
    /** Today when left out. */
    startedOn: z.iso.date().optional(),
    /** The usual plan when left out: from 25 messages on the first day to 500,000 on the thirtieth. */
    plan: z.array(z.int().min(1).max(1_000_000_000)).min(1, 'Give at least one day.').max(366).optional(),
  }),
  status: 201,
  response: domainWarmUp,
});

export const endDomainWarmUp = route({
  method: 'DELETE',
  path: '/api/domain-warm-ups/:domain',
  summary: 'End the warm-up of a sending domain. Nothing is held back for it any more.',
  act: { name: 'warm-up.end', did: 'ended the warm-up of', about: 'domain' },
  permission: 'account:manage',
  params: z.object({ domain: z.string() }),
  response: okResponse,
});
