import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { keepReach } from '#server/platform/database/index.ts';

/**
 * Answers with a CSV file piece by piece, however long it is. When making it fails half-way the connection breaks, so
 * that nobody takes half a file for a whole one.
 */
export function streamCsv(reply: FastifyReply, title: string, pieces: AsyncIterable<string>): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${fileName(title)}.csv"`)
    .send(Readable.from(keepReach(pieces)));
}

/** Letters and digits of ASCII, for every system and header. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  return plain.slice(0, 80) || 'recipients';
}
