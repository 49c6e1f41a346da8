import { z } from 'zod';
import { suppression, suppressionReason } from '../../compliance/contract.ts';
import { id, idParams, instant, line, page, pageQuery, route } from '../../platform/http/contract.ts';
import { fieldKey, fieldValue } from '../fields/contract.ts';

const contactStatus = z.enum(['subscribed', 'unsubscribed', 'bounced', 'complained']);
export type ContactStatus = z.output<typeof contactStatus>;
const memberStatus = z.enum(['subscribed', 'unsubscribed']);

const fields = z.record(z.string(), fieldValue);
/** Values by field key; null erases one. */
const fieldChanges = z.record(fieldKey, fieldValue.nullable());

/** A contact as rows show it. */
const contactSummary = z.object({
  id,
  email: z.string(),
  status: contactStatus,
  /** Why the address is never mailed, when it is suppressed. */
  suppressed: suppressionReason.nullable(),
  /** The standing on the list asked for with listId; null without. */
  listStatus: memberStatus.nullable(),
  fields,
  createdAt: instant,
  updatedAt: instant,
});
export type ContactSummary = z.output<typeof contactSummary>;

const contactMembership = z.object({
  listId: id,
  name: z.string(),
  status: memberStatus,
  /** How they came onto the list: `import`, `person` (someone in the dashboard) or `api`. */
  source: z.string(),
  subscribedAt: instant,
  unsubscribedAt: instant.nullable(),
});

const contact = contactSummary.omit({ suppressed: true, listStatus: true }).extend({
  suppression: suppression.nullable(),
  lists: z.array(contactMembership),
});
export type Contact = z.output<typeof contact>;

const contactSort = z.enum(['newest', 'oldest', 'email', '-email']);

export const listContacts = route({
  method: 'GET',
  path: '/api/contacts',
  summary: 'Contacts, searched by a part of their address or name.',
  permission: 'audience:read',
  query: pageQuery.extend({
    search: line(254).optional(),
    listId: id.optional(),
    /** The standing of the person as a whole; `suppressed` is anyone on the suppression list. */
    status: z.enum([...contactStatus.options, 'suppressed']).optional(),
    /** The standing on the list named by listId. */
    listStatus: memberStatus.optional(),
    sort: contactSort.default('newest'),
  }),
  response: page(contactSummary),
});

export const createContact = route({
  method: 'POST',
  path: '/api/contacts',
  summary: 'Add a contact, at once on some lists if wanted.',
  act: { name: 'contact.create', did: 'added a contact' },
  permission: 'audience:write',
  repeats: 'atomic',
  body: z.strictObject({
    email: line(320).min(1, 'An email address is needed.'),
    fields: fieldChanges.default({}),
    listIds: z.array(id).max(100).default([]),
  }),
  response: contact,
  status: 201,
});

export const readContact = route({
  method: 'GET',
  path: '/api/contacts/:id',
  summary: 'One contact with lists and standing.',
  permission: 'audience:read',
  params: idParams,
  response: contact,
});

export const updateContact = route({
  method: 'PATCH',
  path: '/api/contacts/:id',
  summary:
    'Change the address or field values; fields not named stay. Whoever sees certain lists alone changes no address.',
  act: { name: 'contact.change', did: 'changed a contact' },
  permission: 'audience:write',
  params: idParams,
  body: z.strictObject({ email: line(320).min(1).optional(), fields: fieldChanges.optional() }),
  response: contact,
});

export const deleteContact = route({
  method: 'DELETE',
  path: '/api/contacts/:id',
  summary: 'Delete a contact. What was sent stays counted; a suppression stays in force.',
  act: { name: 'contact.delete', did: 'deleted a contact' },
  permission: 'audience:write',
  allLists:
    'Other lists than yours may hold this contact. Take them off your lists, or ask somebody who sees all lists to delete them.',
  params: idParams,
  status: 204,
});

const membershipParams = z.object({ id, listId: id });

export const joinList = route({
  method: 'PUT',
  path: '/api/contacts/:id/lists/:listId',
  summary: 'Put a contact on a list. Someone who left it comes back only with resubscribe.',
  act: { name: 'contact.add-to-list', did: 'put a contact on a list' },
  permission: 'audience:write',
  params: membershipParams,
  body: z.strictObject({ resubscribe: z.boolean().default(false) }),
  response: contact,
});

export const removeFromList = route({
  method: 'DELETE',
  path: '/api/contacts/:id/lists/:listId',
  summary:
    'Take a contact off a list. That someone left it by themselves is not forgotten. Answers the contact, also when it goes out of sight by that.',
  act: { name: 'contact.take-off-list', did: 'took a contact off a list' },
  permission: 'audience:write',
  params: membershipParams,
  response: contact,
});

export const unsubscribe = route({
  method: 'POST',
  path: '/api/contacts/:id/unsubscribe',
  summary: 'Unsubscribe a contact from everything.',
  act: { name: 'contact.unsubscribe', did: 'unsubscribed a contact' },
  permission: 'audience:write',
  withoutAgreement: true,
  repeats: 'atomic',
  params: idParams,
  response: contact,
});

export const resubscribe = route({
  method: 'POST',
  path: '/api/contacts/:id/resubscribe',
  summary: 'Subscribe a contact again who asked for it.',
  act: { name: 'contact.resubscribe', did: 'subscribed a contact again' },
  permission: 'audience:write',
  allLists:
    'They left the mail of all lists, not of yours alone. Ask somebody who sees all lists to subscribe them again.',
  repeats: 'atomic',
  params: idParams,
  body: z.strictObject({
    /** Lists to come back to; the lists they were taken off by unsubscribing when absent. */
    listIds: z.array(id).max(100).optional(),
    /** How they asked, for the record. */
    note: line(500).default(''),
  }),
  response: contact,
});

/** What can stand on a contact's timeline: events, and messages by what became of them. */
const timelineKind = z.enum([
  'opened',
  'clicked',
  'unsubscribed',
  'resubscribed',
  'left_list',
  'joined_list',
  'imported',
  'changed',
  'suppressed',
  'unsuppressed',
  'message',
]);
const timelineEntry = z.object({
  id: z.string(),
  at: instant,
  kind: timelineKind,
  /** True when a machine (image prefetch, link scanner) opened or clicked. */
  machine: z.boolean(),
  campaign: z.object({ id, name: z.string() }).nullable(),
  list: z.object({ id, name: z.string() }).nullable(),
  url: z.string().nullable(),
  /** For kind `message`: what became of it; `reply` is the mail server's or our own sentence on a failure. */
  message: z
    .object({ sendId: id, position: z.number().int(), state: z.string(), reply: z.string().nullable() })
    .nullable(),
  /** For `changed` and `imported`: which values changed; `field` is a key or `email`, null means empty. */
  changes: z.array(z.object({ field: z.string(), from: fieldValue.nullable(), to: fieldValue.nullable() })),
  /** Free words that go with it: how someone asked to come back, why an address was suppressed, the file's name. */
  note: z.string(),
});
export type TimelineEntry = z.output<typeof timelineEntry>;

/** What one may want to see of a timeline: mail and reactions to it; lists and standing; the contact's own values. */
export const timelineAbout = z.enum(['mail', 'standing', 'details']);

export const readTimeline = route({
  method: 'GET',
  path: '/api/contacts/:id/timeline',
  summary: 'What happened with a contact, newest first.',
  permission: 'audience:read',
  params: idParams,
  query: pageQuery.extend({ about: timelineAbout.optional() }),
  response: page(timelineEntry),
});
