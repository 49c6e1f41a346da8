/**
 * What came of campaigns. How each figure is counted:
 *
 * - Unique figures count messages of the ledger, total figures count events.
 * - A message counts as opened when a person loaded its pixel or clicked one of its links.
 * - What machines did (image prefetch, link scanners) is kept apart: `machine` counts the messages that only machines
 *   opened or clicked. The true figure lies between `unique` and `unique + machine`.
 * - Whoever left and took it back as a mistake is not among the unsubscribed; the course over time still shows it.
 */
import { z } from 'zod';
import { approvalState, campaignStates } from '../campaigns/contract.ts';
import { id, idParams, instant, line, page, pageQuery, route } from '../platform/http/contract.ts';

const count = z.number().int();

const reaction = z.object({
  /** Messages a person reacted to. */
  unique: count,
  /** How often people did, all times counted. */
  total: count,
  /** Further messages that only machines touched. */
  machine: count,
});

const reportTotals = z.object({
  planned: count,
  /** Not settled yet. */
  waiting: count,
  sent: count,
  failed: count,
  uncertain: count,
  suppressed: count,
  cancelled: count,
  opened: reaction,
  clicked: reaction,
  unsubscribed: count,
});
export type ReportTotals = z.output<typeof reportTotals>;

/** Shares from 0 to 1, null while there is nothing to divide by. Of messages sent, unless said otherwise. */
const reportRates = z.object({
  opened: z.number().nullable(),
  /** What machines opened counted in. */
  openedAtMost: z.number().nullable(),
  clicked: z.number().nullable(),
  /** Clicked, of those opened. */
  clickedOfOpened: z.number().nullable(),
  unsubscribed: z.number().nullable(),
  /** Failed, of those tried. */
  failed: z.number().nullable(),
});
export type ReportRates = z.output<typeof reportRates>;

/** A span of the chart: an hour within the first 48 hours, then a day. What people did, machines left out. */
const reportSpan = z.object({
  at: instant,
  hours: z.union([z.literal(1), z.literal(24)]),
  opens: count,
  clicks: count,
  unsubscribes: count,
});
export type ReportSpan = z.output<typeof reportSpan>;

const reportLink = z.object({
  url: z.string(),
  /** Number of the link within the mail, the first when it occurs several times. */
  index: count.nullable(),
  unique: count,
  total: count,
  machine: count,
  firstAt: instant.nullable(),
});
export type ReportLink = z.output<typeof reportLink>;

const report = z.object({
  campaign: z.object({
    id,
    name: z.string(),
    subject: z.string(),
    state: z.enum(campaignStates),
    trackOpens: z.boolean(),
    trackClicks: z.boolean(),
  }),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  totals: reportTotals,
  rates: reportRates,
  /** First and last time a person opened, clicked or left. */
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  /** Without gaps from the start to the last span in which something happened. */
  series: z.array(reportSpan),
  /** Links that were clicked, the most clicked first, at most 500. */
  links: z.array(reportLink),
  failures: z.array(z.object({ reason: z.string(), count })),
});
export type Report = z.output<typeof report>;

export const getReport = route({
  method: 'GET',
  path: '/api/campaigns/:id/report',
  summary: 'What came of a campaign: totals, the course over time, links, failures.',
  permission: 'reports:read',
  params: idParams,
  response: report,
});

const recipientKinds = [
  'all',
  'waiting',
  'sent',
  'opened',
  'opened_by_machine',
  'not_opened',
  'clicked',
  'not_clicked',
  'unsubscribed',
  'failed',
  'uncertain',
  'suppressed',
  'cancelled',
] as const;
export type RecipientKind = (typeof recipientKinds)[number];

/** Which recipients: `url` narrows `clicked` to one link; `search` looks in address and name. */
const recipientFilter = z.object({
  kind: z.enum(recipientKinds).default('all'),
  url: z.string().max(2000).optional(),
  search: line(254).optional(),
});

const recipient = z.object({
  /** Null when the contact was deleted since. */
  contactId: id.nullable(),
  email: z.string(),
  /** Empty when the contact has none. */
  name: z.string(),
  state: z.string(),
  /** When they did what was asked for: opened, clicked, left; else when the message was settled. */
  at: instant.nullable(),
  opens: count,
  clicks: count,
  /** The mail server's answer or our own reason, when the message did not simply go out. */
  reply: z.string().nullable(),
});
export type Recipient = z.output<typeof recipient>;

export const listRecipients = route({
  method: 'GET',
  path: '/api/campaigns/:id/recipients',
  summary: 'Who was sent a campaign, opened it, clicked, left or was not reached; the latest first.',
  permission: 'reports:read',
  params: idParams,
  query: pageQuery.extend(recipientFilter.shape),
  response: page(recipient),
});

export const exportRecipients = route({
  method: 'GET',
  path: '/api/campaigns/:id/recipients.csv',
  summary: 'The same recipients as a CSV file.',
  act: { name: 'campaign.export-recipients', did: 'exported the recipients of the campaign' },
  permission: 'reports:read',
  rate: 'heavy',
  params: idParams,
  query: recipientFilter,
  produces: 'text/csv',
});

const recentCampaign = z.object({
  id,
  name: z.string(),
  subject: z.string(),
  state: z.enum(campaignStates),
  /** Where its approval stands; null where none is wanted, or not any more because it was started. */
  approval: approvalState.nullable(),
  updatedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** Null until it was sent to somebody. */
  totals: reportTotals.nullable(),
});

const home = z.object({
  contacts: count,
  lists: count,
  /** The latest that was sent to somebody. */
  lastCampaign: recentCampaign.nullable(),
  /** The five changed last. */
  recentCampaigns: z.array(recentCampaign),
  /** What a newcomer has done already. */
  steps: z.object({
    hasContacts: z.boolean(),
    hasCampaign: z.boolean(),
    hasSent: z.boolean(),
    hasEvents: z.boolean(),
  }),
});
export type Home = z.output<typeof home>;

export const getHome = route({
  method: 'GET',
  path: '/api/home',
  summary: 'Figures for the first page: what there is, what went out last, which step comes next.',
  permission: 'reports:read',
  response: home,
});
