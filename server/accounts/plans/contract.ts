/** Plans: how much an account may hold and send. Browser-safe. */
import { z } from 'zod';
import { id, idParams, line, route } from '../../platform/http/contract.ts';

/** What a plan limits, in the order in which it is told. */
export const planLimits = ['contacts', 'messagesAMonth', 'dailyCap', 'users'] as const;
export type PlanLimit = (typeof planLimits)[number];

const limit = z.int().min(1, 'At least 1, or empty for no limit.').max(1_000_000_000).nullable();
const limits = {
  contacts: limit,
  /** Recipients of campaigns in a calendar month, in UTC. */
  messagesAMonth: limit,
  /** Messages in any 24 hours. An account's own cap holds too, whichever is lower. */
  dailyCap: limit,
  /** People in the account, those who are invited included. */
  users: limit,
};

const plan = z.object({
  id,
  name: z.string(),
  description: z.string(),
  ...limits,
  position: z.int(),
  /** Whether new accounts get it. */
  isDefault: z.boolean(),
  /** Whether no account can be given it any more. */
  isArchived: z.boolean(),
  /** How many accounts have it. */
  accounts: z.int(),
});
export type Plan = z.output<typeof plan>;

const name = line(100).min(1, 'Name it.');
const description = z.string().trim().max(500, 'At most 500 characters.');
const position = z.int().min(0).max(10_000);

export const listPlans = route({
  method: 'GET',
  path: '/api/operator/plans',
  summary: 'The plans of this install, archived ones last.',
  permission: 'operator:read',
  credentials: ['session'],
  response: z.object({ items: z.array(plan) }),
});

export const createPlan = route({
  method: 'POST',
  path: '/api/operator/plans',
  summary: 'Make a plan. Null is no limit.',
  act: { name: 'plan.create', did: 'made the plan', called: 'name' },
  permission: 'operator:manage',
  credentials: ['session'],
  repeats: 'atomic',
  body: z.strictObject({
    name,
    description: description.default(''),
    ...limits,
    position: position.default(0),
    isDefault: z.boolean().default(false),
  }),
  status: 201,
  response: plan,
});

export const changePlan = route({
  method: 'PATCH',
  path: '/api/operator/plans/:id',
  summary:
    'Change a plan, for the accounts that have it too. What is over a lower limit stays; nothing is added to it.',
  act: { name: 'plan.change', did: 'changed the plan', called: 'name' },
  permission: 'operator:manage',
  credentials: ['session'],
  stepUp: true,
  params: idParams,
  body: z
    .strictObject({ name, description, ...limits, position, isDefault: z.boolean(), isArchived: z.boolean() })
    .partial(),
  response: plan,
});

export const getOwnPlan = route({
  method: 'GET',
  path: '/api/plan',
  summary: 'The plan of the account and how much of it is used.',
  permission: 'account:read',
  response: z.object({
    /** Null: no plan, and no limits by one. */
    plan: z.object({ name: z.string(), description: z.string(), ...limits }).nullable(),
    use: z.object({ contacts: z.int(), messagesThisMonth: z.int(), users: z.int() }),
    /** When the month's count begins anew, in UTC. */
    monthEnds: z.iso.date(),
  }),
});
export type OwnPlan = z.output<typeof getOwnPlan.response>;
