import type { FastifyRequest } from 'fastify';
import type { Scope } from '#server/accounts/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { framePage } from './frame-page.ts';

export interface MailFrameDeps {
  /** Origin of the dashboard, the only page that may have the frame in it. */
  parentFor: (request: FastifyRequest) => string;
}

export function mailFrameRoutes(on: Registrar<Scope>, { parentFor }: MailFrameDeps): void {
  on.on(contract.mailFrame, async ({ request, reply }) => {
    const { page, policy } = framePage(parentFor(request));
    return reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page);
  });
}
