import { z } from 'zod';
import { id, idParams, instant, line, route } from '../../platform/http/contract.ts';

const list = z.object({
  id,
  name: z.string(),
  description: z.string(),
  createdAt: instant,
  /** Members who get this list's mail. */
  subscribed: z.number().int(),
  /** Members who left the list or everything. */
  unsubscribed: z.number().int(),
});
export type List = z.output<typeof list>;

const name = line(100).min(1, 'A list needs a name.');
const description = line(500);

export const listLists = route({
  method: 'GET',
  path: '/api/lists',
  summary: 'All lists with how many people are on them.',
  permission: 'audience:read',
  response: z.object({ items: z.array(list) }),
});

export const createList = route({
  method: 'POST',
  path: '/api/lists',
  summary: 'Make a list.',
  act: { name: 'list.create', did: 'made the list', called: 'name' },
  permission: 'audience:write',
  allLists: 'You see certain lists alone. Ask somebody who sees all of them to make one for you.',
  repeats: 'atomic',
  body: z.strictObject({ name, description: description.default('') }),
  response: list,
  status: 201,
});

export const readList = route({
  method: 'GET',
  path: '/api/lists/:id',
  summary: 'One list.',
  permission: 'audience:read',
  params: idParams,
  response: list,
});

export const updateList = route({
  method: 'PATCH',
  path: '/api/lists/:id',
  summary: 'Rename or describe a list.',
  act: { name: 'list.change', did: 'changed the list', called: 'name' },
  permission: 'audience:write',
  params: idParams,
  body: z.strictObject({ name: name.optional(), description: description.optional() }),
  response: list,
});

export const deleteList = route({
  method: 'DELETE',
  path: '/api/lists/:id',
  summary: 'Delete a list; its contacts stay.',
  act: { name: 'list.delete', did: 'deleted the list' },
  permission: 'audience:write',
  allLists: 'Campaigns of others may use this list. Ask somebody who sees all lists to delete it.',
  params: idParams,
  status: 204,
});
