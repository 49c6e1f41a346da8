import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createRateLimit } from '#server/accounts/index.ts';
import type { Log } from '#server/platform/log/index.ts';

/** What a browser says that a page's policy stopped (Reporting API). Addresses may carry secrets: only hosts are kept. */
const reports = z
  .array(
    z.object({
      type: z.string().max(50),
      body: z.object({
        effectiveDirective: z.string().max(100).optional(),
        blockedURL: z.string().max(2000).optional(),
      }),
    }),
  )
  .max(50);
/** Of one request: a page that goes wrong says the same many times over. */
const LOGGED = 5;

/** Browsers report here what the dashboard's policy stopped: an attack, or a mistake of ours. */
export function policyReports(server: FastifyInstance, log: Log): void {
  const limit = createRateLimit();
  server.addContentTypeParser(
    'application/reports+json',
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_request, body, done) => done(null, body),
  );
  server.post('/policy-reports', { config: { permission: 'public' } }, async (request, reply) => {
    limit('upload', request.ip);
    for (const { body } of read(request.body).slice(0, LOGGED)) {
      const { effectiveDirective = '', blockedURL = '' } = body;
      log.warn('the policy of a page stopped something', {
        directive: effectiveDirective,
        what: originOf(blockedURL),
      });
    }
    return reply.status(204).send();
  });
}

function read(body: unknown): z.output<typeof reports> {
  try {
    return reports.parse(JSON.parse(String(body)));
  } catch {
    return [];
  }
}

/** The keywords `inline` and `eval`, or where it would have come from. */
function originOf(blocked: string): string {
  return URL.canParse(blocked) ? new URL(blocked).origin : blocked.slice(0, 20);
}
