import { z } from 'zod';
import { Check, Content, renderedContent } from '../content/contract.ts';
import { reason } from '../delivery/contract.ts';
import {
  id,
  idParams,
  instant,
  line,
  okResponse,
  page,
  pageQuery,
  route,
} from '../platform/http/contract.ts';
import { approvalState } from './approval/contract.ts';

export * from './approval/contract.ts';

export const campaignStates = ['draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** Where in the campaign something is; the dashboard jumps there. */
export const sections = ['from', 'to', 'subject', 'content', 'approval', 'schedule'] as const;

const summary = {
  id,
  name: z.string(),
  state: z.enum(campaignStates),
  subject: z.string(),
  scheduledAt: instant.nullable(),
  scheduledZone: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** Recipients of the run, 0 before it is planned. */
  planned: z.number().int(),
  sent: z.number().int(),
  failed: z.number().int(),
  /** Where its approval stands; null where none is wanted, or not any more because it was started. */
  approval: approvalState.nullable(),
};
const campaignSummary = z.object(summary);
export type CampaignSummary = z.output<typeof campaignSummary>;

const campaign = z.object({
  ...summary,
  fromName: z.string(),
  fromEmail: z.string(),
  replyTo: z.string(),
  preheader: z.string(),
  content: Content,
  includeLists: z.array(id),
  excludeLists: z.array(id),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  /** Hand it back with each change: a change made elsewhere in between is refused with `conflict`. */
  revision: z.number().int(),
  /** Why the product itself changed the state, in words: e.g. a scheduled start that could not go ahead. */
  notice: z.string().nullable(),
});
export type Campaign = z.output<typeof campaign>;

const subject = line(500);
const address = z.union([z.literal(''), z.string().trim().max(254)]);

export const listCampaigns = route({
  method: 'GET',
  path: '/api/campaigns',
  summary: 'Campaigns, newest first.',
  permission: 'campaigns:read',
  query: pageQuery.extend({
    cursor: id.optional(),
    state: z.enum(campaignStates).optional(),
    /** `asked`: those that wait for approval. */
    approval: z.literal('asked').optional(),
    search: z.string().max(200).optional(),
  }),
  response: page(campaignSummary).extend({
    /** How many campaigns are in each state, whatever the filter. */
    byState: z.record(z.enum(campaignStates), z.number().int()),
    /** How many wait for approval, whatever the filter. */
    awaitingApproval: z.number().int(),
  }),
});

export const createCampaign = route({
  method: 'POST',
  path: '/api/campaigns',
  summary: 'Create a draft, from a starter template or with content of your own.',
  act: { name: 'campaign.create', did: 'made the campaign', called: 'name' },
  permission: 'campaigns:write',
  repeats: 'atomic',
  body: z.strictObject({
    name: line(200).min(1, 'Name the campaign; recipients do not see it.'),
    /** Id of a starter; its subject, preheader and content are copied. */
    starter: z.string().max(50).optional(),
    content: Content.optional(),
    subject: subject.optional(),
    preheader: subject.optional(),
    includeLists: z.array(id).max(100).optional(),
  }),
  status: 201,
  response: campaign,
});

export const getCampaign = route({
  method: 'GET',
  path: '/api/campaigns/:id',
  summary: 'One campaign.',
  permission: 'campaigns:read',
  params: idParams,
  response: campaign,
});

export const changeCampaign = route({
  method: 'PATCH',
  path: '/api/campaigns/:id',
  summary: 'Change a draft. What is left out stays.',
  act: { name: 'campaign.change', did: 'changed the campaign', called: 'name' },
  permission: 'campaigns:write',
  params: idParams,
  body: z.strictObject({
    revision: z.number().int(),
    name: line(200).min(1).optional(),
    fromName: line(200).optional(),
    fromEmail: address.optional(),
    replyTo: address.optional(),
    subject: subject.optional(),
    preheader: subject.optional(),
    content: Content.optional(),
    includeLists: z.array(id).max(100).optional(),
    excludeLists: z.array(id).max(100).optional(),
    trackOpens: z.boolean().optional(),
    trackClicks: z.boolean().optional(),
  }),
  response: campaign,
});

export const deleteCampaign = route({
  method: 'DELETE',
  path: '/api/campaigns/:id',
  summary: 'Delete a draft. A campaign that was started is kept: it accounts for every message.',
  act: { name: 'campaign.delete', did: 'deleted the campaign' },
  permission: 'campaigns:write',
  params: idParams,
  response: okResponse,
});

export const duplicateCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/duplicate',
  summary: 'Make a new draft with the same settings and content.',
  act: { name: 'campaign.duplicate', did: 'made a copy of a campaign:', called: 'name' },
  permission: 'campaigns:write',
  repeats: 'atomic',
  params: idParams,
  status: 201,
  response: campaign,
});

/** From the lists to those who will get it: `inLists` minus each of the next four is `recipients`. */
const audienceFunnel = z.object({
  inLists: z.number().int(),
  duplicates: z.number().int(),
  unsubscribed: z.number().int(),
  suppressed: z.number().int(),
  excluded: z.number().int(),
  recipients: z.number().int(),
});
export type AudienceFunnel = z.output<typeof audienceFunnel>;

export const getAudience = route({
  method: 'GET',
  path: '/api/campaigns/:id/audience',
  summary: 'Who would get the campaign now, as counts.',
  permission: 'campaigns:read',
  params: idParams,
  response: audienceFunnel,
});

const campaignCheck = Check.extend({ section: z.enum(sections) });
export const getChecks = route({
  method: 'GET',
  path: '/api/campaigns/:id/checks',
  summary: 'The pre-flight checklist: errors block sending, warnings do not.',
  permission: 'campaigns:read',
  params: idParams,
  response: z.object({ canSend: z.boolean(), recipients: z.number().int(), items: z.array(campaignCheck) }),
});

export const previewCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/preview',
  summary: 'Render unsaved content exactly as it would be sent, as a chosen contact or a sample one.',
  act: null,
  permission: 'campaigns:read',
  repeats: 'calculates',
  params: idParams,
  body: z.strictObject({ subject, preheader: subject, content: Content, contactId: id.optional() }),
  response: renderedContent.extend({
    contact: z.object({ id: id.nullable(), email: z.string() }),
  }),
});

export const testCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/test',
  summary: 'Send the saved campaign to a few addresses now, marked as a test.',
  act: { name: 'campaign.test', did: 'sent a test of the campaign' },
  permission: 'campaigns:write',
  repeats: 'reserved',
  rate: 'heavy',
  confirmed: true,
  params: idParams,
  body: z.strictObject({
    to: z.array(z.string().trim().max(254)).min(1, 'Give an address.').max(10, 'At most 10 addresses.'),
    contactId: id.optional(),
  }),
  response: z.object({
    results: z.array(z.object({ email: z.string(), accepted: z.boolean(), text: z.string() })),
  }),
});

const revisionBody = z.strictObject({ revision: z.number().int() });

export const sendCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/send',
  summary: 'Start sending now. Asking again while it is being sent changes nothing.',
  act: { name: 'campaign.send', did: 'started sending the campaign', called: 'name' },
  permission: 'campaigns:send',
  confirmed: true,
  repeats: 'atomic',
  params: idParams,
  body: revisionBody,
  status: 202,
  response: campaign,
});

const timeHint = 'Write the time as 2026-11-30T09:30, a day and minute that exist.';

export const scheduleCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/schedule',
  summary: 'Start sending at a local time of a time zone.',
  act: { name: 'campaign.schedule', did: 'scheduled the campaign', called: 'name' },
  permission: 'campaigns:send',
  confirmed: true,
  repeats: 'atomic',
  params: idParams,
  body: revisionBody.extend({
    at: z.iso.datetime({ local: true, precision: -1, error: timeHint }).regex(/\d$/, timeHint),
    zone: z.string().max(100),
  }),
  response: campaign,
});

const steering = <const V extends string>(
  verb: V,
  summaryLine: string,
  did: string,
  more: { withoutAgreement?: true } = {},
) =>
  route({
    method: 'POST',
    path: `/api/campaigns/:id/${verb}`,
    summary: summaryLine,
    act: { name: `campaign.${verb}`, did, called: 'name' },
    permission: 'campaigns:send',
    ...more,
    repeats: 'atomic',
    params: idParams,
    response: campaign,
  });

/** What holds mail back is open to everybody at all times. */
const stops = { withoutAgreement: true } as const;
export const unscheduleCampaign = steering(
  'unschedule',
  'Turn a scheduled campaign back into a draft.',
  'took back the schedule of the campaign',
  stops,
);
export const pauseCampaign = steering(
  'pause',
  'Hold what has not been sent yet.',
  'paused the campaign',
  stops,
);
export const resumeCampaign = steering('resume', 'Go on sending.', 'resumed the campaign');
export const cancelCampaign = steering(
  'cancel',
  'Stop for good; what has not been sent yet never will be.',
  'cancelled the campaign',
  stops,
);

export const resendUncertain = route({
  method: 'POST',
  path: '/api/campaigns/:id/resend-uncertain',
  summary:
    'Send again what nobody knows the fate of, under the same Message-ID. Some people may then get it twice.',
  act: {
    name: 'campaign.resend-uncertain',
    did: 'sent uncertain messages again of the campaign',
    answer: 'campaign',
    called: 'name',
  },
  permission: 'campaigns:send',
  repeats: 'atomic',
  params: idParams,
  body: z.strictObject({
    /** Only to these; to everybody uncertain when left out. */
    contactIds: z.array(id).min(1).max(10_000).optional(),
  }),
  response: z.object({
    /** Messages sent again. Those a person has opened meanwhile count as sent instead. */
    resent: z.number().int(),
    campaign,
  }),
});

const progress = z.object({
  state: z.enum(campaignStates),
  /** False while the recipients are still being written down. */
  isPlanned: z.boolean(),
  planned: z.number().int(),
  sent: z.number().int(),
  failed: z.number().int(),
  uncertain: z.number().int(),
  suppressed: z.number().int(),
  cancelled: z.number().int(),
  /** Not settled yet: waiting, being tried, or to be tried again. */
  remaining: z.number().int(),
  /** Messages settled a second, over the last while; null when nothing moves. */
  perSecond: z.number().nullable(),
  secondsLeft: z.number().int().nullable(),
  /** Why nothing moves. */
  waiting: reason.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  failures: z.array(z.object({ reason: z.string(), count: z.number().int() })),
});
export type Progress = z.output<typeof progress>;

export const getProgress = route({
  method: 'GET',
  path: '/api/campaigns/:id/progress',
  summary: 'How far the run of a campaign has come.',
  permission: 'campaigns:read',
  params: idParams,
  response: progress,
});
