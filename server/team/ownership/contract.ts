import { z } from 'zod';
import { id, instant, okResponse, route } from '../../platform/http/contract.ts';

const person = z.object({ id, name: z.string(), email: z.string() });

const offer = z.object({
  from: person,
  to: person,
  /** What the one who offers is afterwards. */
  thenRole: z.enum(['owner', 'admin']),
  createdAt: instant,
  expiresAt: instant,
});
export type OwnershipOffer = z.output<typeof offer>;

export const getOwnershipOffer = route({
  method: 'GET',
  path: '/api/ownership-offer',
  summary: 'The open offer of the account’s ownership, for owners and for whom it is made to; else null.',
  permission: 'account:read',
  credentials: ['session'],
  response: z.object({ offer: offer.nullable() }),
});

export const offerOwnership = route({
  method: 'POST',
  path: '/api/ownership-offer',
  summary:
    'Offer the ownership of the account to a member, who must accept within a week. It replaces an earlier offer.',
  act: { name: 'ownership.offer', did: 'offered the ownership of the account' },
  permission: 'account:own',
  repeats: 'atomic',
  credentials: ['session'],
  stepUp: true,
  body: z.strictObject({ memberId: id, thenRole: z.enum(['owner', 'admin']) }),
  status: 201,
  response: z.object({ offer }),
});

export const acceptOwnership = route({
  method: 'POST',
  path: '/api/ownership-offer/accept',
  summary: 'Accept the ownership that was offered to the logged-in user.',
  act: { name: 'ownership.accept', did: 'accepted the ownership of the account' },
  permission: 'account:read',
  credentials: ['session'],
  repeats: 'once',
  response: okResponse,
});

export const endOwnershipOffer = route({
  method: 'DELETE',
  path: '/api/ownership-offer',
  summary: 'Withdraw the offer of ownership (an owner), or decline it (for whom it was made).',
  act: { name: 'ownership.end-offer', did: 'ended the offer of the account’s ownership' },
  permission: 'account:read',
  credentials: ['session'],
  response: okResponse,
});
