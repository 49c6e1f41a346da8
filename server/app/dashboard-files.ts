import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const dist = join(import.meta.dirname, '../../dashboard/dist');

/**
 * The dashboard's policy: its own scripts only, nothing from elsewhere. Mail previews live in sandboxed frames that
 * inherit this policy, so images may come from anywhere; styles are inline because the component library writes them.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https: http:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the built dashboard; every path that is no file and no API route is one of its screens. */
export async function dashboardFiles(server: FastifyInstance): Promise<void> {
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
    if (path.startsWith('/api/') || /^\/[ocuw]\//.test(path)) return reply.callNotFound();
    const asset = topLevelFiles.get(path);
    if (asset) return reply.type(asset.type).send(await readFile(join(dist, asset.file)));
    return reply
      .type('text/html')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .send(await readFile(join(dist, 'index.html'), 'utf8'));
  });
}

const topLevelFiles = new Map([
  ['/favicon.svg', { file: 'favicon.svg', type: 'image/svg+xml' }],
  ['/favicon.ico', { file: 'favicon.svg', type: 'image/svg+xml' }],
  ['/manifest.webmanifest', { file: 'manifest.webmanifest', type: 'application/manifest+json' }],
]);
