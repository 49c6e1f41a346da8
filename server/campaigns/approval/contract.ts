/** Approval before send, over HTTP. Browser-safe. */
import { z } from 'zod';
import { id, idParams, instant, okResponse, route } from '../../platform/http/contract.ts';

/**
 * Where a campaign stands: `none`: nobody was asked, or it was withdrawn. `asked`, `approved`, `sent_back`: by the words.
 * `void`: asked or approved, and then something that goes out was changed.
 */
export const approvalStates = ['none', 'asked', 'approved', 'sent_back', 'void'] as const;
export const approvalState = z.enum(approvalStates);
export type ApprovalState = z.output<typeof approvalState>;

/** `name` is how they are called now; null for those who are gone. */
const person = z.object({ id, name: z.string().nullable() });
export type Person = z.output<typeof person>;

const request = z.object({
  id,
  askedBy: person,
  askedAt: instant,
  /** How many it would have gone to at that time. */
  recipients: z.int(),
  answeredBy: person.nullable(),
  answeredAt: instant.nullable(),
});

export const noteKinds = ['asked', 'approved', 'sent_back', 'withdrawn', 'void', 'comment'] as const;
const note = z.object({
  id,
  kind: z.enum(noteKinds),
  /** Null for what the product says by itself. */
  by: person.nullable(),
  at: instant,
  text: z.string(),
});
export type ApprovalNote = z.output<typeof note>;

/** What goes out, by parts. Those of the account stand at the foot of every mail. */
export const outgoingParts = [
  'name',
  'fromName',
  'fromEmail',
  'replyTo',
  'subject',
  'preheader',
  'content',
  'includeLists',
  'excludeLists',
  'trackOpens',
  'trackClicks',
  'accountName',
  'postalAddress',
] as const;
export type OutgoingPart = (typeof outgoingParts)[number];

const changedLine = z.object({
  /** `gap`: lines that stayed, left out here. */
  kind: z.enum(['same', 'added', 'removed', 'gap']),
  text: z.string(),
});
export type ChangedLine = z.output<typeof changedLine>;

/** One part that is different from what was looked at before. */
const changedPart = z.object({
  part: z.enum(outgoingParts),
  /** As text; empty for the content. */
  before: z.string(),
  after: z.string(),
  /** Of the content: what changed in its source. Null for other parts, and where next to nothing stayed the same. */
  lines: z.array(changedLine).nullable(),
});
export type ChangedPart = z.output<typeof changedPart>;

const approval = z.object({
  /** Whether the account wants approval before it is sent. */
  required: z.boolean(),
  state: approvalState,
  /** Asked for last; null when nobody was. */
  request: request.nullable(),
  /** Whether whoever calls may approve it or send it back now, and if not, why, where that needs saying. */
  mayAnswer: z.boolean(),
  whyNot: z.string().nullable(),
  /** Who could approve if whoever calls asked now; while it is asked, who can. */
  approvers: z.array(person),
  /** Since it was looked at the last time, and when that was; null when it never was. */
  changes: z.object({ since: instant, parts: z.array(changedPart) }).nullable(),
  notes: z.array(note),
});
export type Approval = z.output<typeof approval>;

const comment = z.string().trim().max(4000, 'At most 4,000 characters.');
const said = (what: string) => comment.min(1, what);

export const getApproval = route({
  method: 'GET',
  path: '/api/campaigns/:id/approval',
  summary: 'Whether a second person has approved the campaign, who could, and what was said.',
  permission: 'campaigns:read',
  params: idParams,
  response: approval,
});

/** Asking and answering is for people: who has a key of the API could otherwise be both. */
const byPeople = { credentials: ['session'], repeats: 'atomic', params: idParams } as const;

export const askForApproval = route({
  method: 'POST',
  path: '/api/campaigns/:id/approval',
  summary: 'Ask a second person to approve the campaign. Those who may are told by mail.',
  act: { name: 'campaign.ask-approval', did: 'asked for approval of the campaign' },
  permission: 'campaigns:write',
  ...byPeople,
  body: z.strictObject({ revision: z.int(), comment: comment.default('') }),
  status: 201,
  response: approval,
});

const answer = z.strictObject({
  /** The request whose preview was looked at: any change since makes it void. */
  requestId: id,
  comment: comment.default(''),
});

export const approveCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/approval/approve',
  summary: 'Approve the campaign as it was asked for. Not for who asked, nor for who changed it last.',
  act: { name: 'campaign.approve', did: 'approved the campaign' },
  permission: 'campaigns:send',
  ...byPeople,
  body: answer,
  response: approval,
});

export const sendBackCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/approval/send-back',
  summary: 'Send the campaign back with a word on what is amiss; also once it was approved, until it starts.',
  act: { name: 'campaign.send-back', did: 'sent back the campaign' },
  permission: 'campaigns:send',
  ...byPeople,
  withoutAgreement: true,
  body: answer.extend({ comment: said('Say what is amiss.') }),
  response: approval,
});

export const withdrawApproval = route({
  method: 'DELETE',
  path: '/api/campaigns/:id/approval',
  summary: 'Withdraw what was asked, or the approval that was given.',
  act: { name: 'campaign.withdraw-approval', did: 'withdrew the request for approval of the campaign' },
  permission: 'campaigns:write',
  credentials: ['session'],
  withoutAgreement: true,
  params: idParams,
  response: approval,
});

export const commentOnCampaign = route({
  method: 'POST',
  path: '/api/campaigns/:id/comments',
  summary: 'Write a comment on the campaign. Comments stay as they were written.',
  act: { name: 'campaign.comment', did: 'commented on the campaign' },
  permission: 'campaigns:write',
  ...byPeople,
  body: z.strictObject({ text: said('Write something first.') }),
  status: 201,
  response: okResponse,
});

const waiting = z.object({
  campaign: z.object({ id, name: z.string(), subject: z.string() }),
  askedBy: person,
  askedAt: instant,
});

export const listWaitingForMe = route({
  method: 'GET',
  path: '/api/approvals',
  summary: 'Campaigns that wait for the approval of whoever is logged in, the oldest first.',
  permission: 'campaigns:read',
  credentials: ['session'],
  response: z.object({ items: z.array(waiting) }),
});
