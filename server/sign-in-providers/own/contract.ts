/** The logins elsewhere that people link with their own. Browser-safe. */
import { z } from 'zod';
import { id, idParams, instant, okResponse, route } from '../../platform/http/contract.ts';
import { offer } from '../../sign-in/contract.ts';
import { answer, away, own, providerId } from '../inputs/contract.ts';

const identity = z.object({
  id,
  provider: offer,
  /** As the provider calls the person. */
  called: z.string(),
  linkedAt: instant,
  lastUsedAt: instant.nullable(),
});
export type Identity = z.output<typeof identity>;

export const listIdentities = route({
  method: 'GET',
  path: '/api/identities',
  summary: 'Your logins elsewhere that open your login here, and those you could add.',
  ...own,
  response: z.object({
    items: z.array(identity),
    offers: z.array(offer),
    /** Whether there is a password to log in with. */
    hasPassword: z.boolean(),
  }),
});

export const beginLink = route({
  method: 'POST',
  path: '/api/identities/begin',
  repeats: 'lapses',
  summary: 'Begin to link a login elsewhere with yours here: where to send the browser.',
  ...own,
  rate: 'login',
  stepUp: true,
  act: null,
  body: z.strictObject({ providerId }),
  response: away,
});

export const finishLink = route({
  method: 'POST',
  path: '/api/identities/finish',
  repeats: 'once',
  summary: 'Link the login elsewhere that was shown. Ends your other sessions.',
  ...own,
  rate: 'login',
  act: { name: 'identity.link', did: 'linked a login elsewhere with theirs', called: 'called' },
  body: z.strictObject({ providerId, answer }),
  response: identity,
});

export const unlinkIdentity = route({
  method: 'DELETE',
  path: '/api/identities/:id',
  summary: 'Unlink a login elsewhere; never your last way in. Ends your other sessions.',
  ...own,
  stepUp: true,
  act: { name: 'identity.unlink', did: 'unlinked a login elsewhere' },
  params: idParams,
  response: okResponse,
});

export const beginProof = route({
  method: 'POST',
  path: '/api/session/proof/provider',
  repeats: 'lapses',
  summary: 'Begin to confirm with a linked login elsewhere that it is you: where to send the browser.',
  ...own,
  whenBound: true,
  rate: 'login',
  act: null,
  body: z.strictObject({ providerId }),
  response: away,
});

export const finishProof = route({
  method: 'POST',
  path: '/api/session/proof/provider/finish',
  repeats: 'renews',
  summary: 'Confirm that it is you: the provider asked you for proof just now.',
  ...own,
  whenBound: true,
  rate: 'login',
  act: { name: 'session.prove', did: 'confirmed who they are' },
  body: z.strictObject({ providerId, answer }),
  response: okResponse,
});
