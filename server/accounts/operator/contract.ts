import { z } from 'zod';
import { id, route } from '../../platform/http/contract.ts';
import { account } from '../settings/contract.ts';

const operatorsAccount = account.pick({ id: true, name: true, dailyCap: true, createdAt: true });

export const listAccounts = route({
  method: 'GET',
  path: '/api/operator/accounts',
  summary: 'All accounts of this install, for its operator.',
  permission: 'operator',
  credentials: ['session'],
  response: z.object({ items: z.array(operatorsAccount) }),
});

export const setDailyCap = route({
  method: 'PUT',
  path: '/api/operator/accounts/:id/daily-cap',
  summary: 'Set how many messages an account may send in any 24 hours; null for no cap. For the operator.',
  act: { name: 'account.set-daily-cap', did: 'set the daily cap of the account', called: 'name' },
  permission: 'operator',
  credentials: ['session'],
  params: z.object({ id }),
  body: z.strictObject({ dailyCap: z.int().min(1, 'At least 1.').max(1_000_000_000).nullable() }),
  response: operatorsAccount,
});
