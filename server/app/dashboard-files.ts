import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const dist = join(import.meta.dirname, '../../dashboard/dist');

/**
 * The dashboard's policy: its own scripts only, let in by a number used once, and nothing from elsewhere. What the
 * browser would run or parse as markup must come from a trusted type (dashboard/src/trusted-types.ts). Styles of
 * elements are set by the component library; pictures of mails are shown in frames of another origin.
 */
const policy = (nonce: string, frames: string) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    `frame-src 'self' ${frames}`.trim(),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
    'report-to policy',
  ].join('; ');

/**
 * Serves the built dashboard; every path that is no file and no API route is one of its screens.
 *
 * @param contentAddressFor address of the origin that shows mail; empty where there is none apart
 */
export async function dashboardFiles(
  server: FastifyInstance,
  contentAddressFor: (request: FastifyRequest) => string,
): Promise<void> {
  if (!existsSync(dist)) return;
  await server.register(files, {
    root: join(dist, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    cacheControl: true,
  });
  server.get('/*', { config: { permission: 'public' } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    // What programs look for is no screen: browsers believe what is found under /.well-known/.
    if (/^\/(api|[ocuw]|\.well-known)\/|^\/robots\.txt$/.test(path)) return reply.callNotFound();
    const asset = topLevelFiles.get(path);
    if (asset) return reply.type(asset.type).send(await readFile(join(dist, asset.file)));
    const nonce = randomBytes(16).toString('base64');
    const frames = contentAddressFor(request);
    const page = await readFile(join(dist, 'index.html'), 'utf8');
    return reply
      .type('text/html')
      .header('content-security-policy', policy(nonce, frames))
      .header('reporting-endpoints', 'policy="/policy-reports"')
      .send(page.replaceAll('{{nonce}}', nonce).replaceAll('{{content-origin}}', frames));
  });
}

const topLevelFiles = new Map([
  ['/favicon.svg', { file: 'favicon.svg', type: 'image/svg+xml' }],
  ['/favicon.ico', { file: 'favicon.svg', type: 'image/svg+xml' }],
]);
