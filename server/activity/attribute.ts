import type { FastifyRequest } from 'fastify';

/** Whose account a request turned out to be about, where it carried no credential. */
export interface Attribution {
  userId: string;
  /** The one they would enter by logging in, where it is not said. */
  accountId?: string | null;
}

const known = new WeakMap<FastifyRequest, Attribution>();

/**
 * To be called by public routes as soon as they know whose account they are about, also when they refuse: a login, a wrong
 * password for an address that exists, a link from a mail. Without it the act belongs to nobody and is not recorded. Also by
 * those whose act is done `elsewhere`, once it is done: what is refused there belongs to the session's account.
 */
export function attribute(request: FastifyRequest, owner: Attribution): void {
  known.set(request, owner);
}

export const attributionOf = (request: FastifyRequest): Attribution | undefined => known.get(request);
