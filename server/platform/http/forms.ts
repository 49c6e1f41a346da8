import type { FastifyInstance, FastifyRequest } from 'fastify';

const largestForm = 16 * 1024;

/** Lets routes receive HTML forms, urlencoded or multipart; read them with formFields. Other routes refuse such bodies. */
export function acceptForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer', bodyLimit: largestForm },
    (_request, body, done) => done(null, body),
  );
}

/**
 * Breaks off requests whose body comes in drop by drop: each would hold a connection for as long as its sender likes. Files
 * that routes read as a stream are left alone.
 */
export function hurrySlowBodies(server: FastifyInstance, patience: number): void {
  const waits = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  server.addHook('preParsing', async (request) => {
    const { method, headers, raw } = request;
    if (method === 'GET' || method === 'HEAD' || headers['content-type'] === 'application/octet-stream')
      return;
    const wait = setTimeout(() => raw.destroy(), patience);
    waits.set(request, wait);
    raw.once('close', () => clearTimeout(wait));
  });
  server.addHook('preValidation', async (request) => clearTimeout(waits.get(request)));
}

/** The text fields of a form, the first of each name. Empty when the body is no form or cannot be read as one. */
export async function formFields(request: FastifyRequest): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  if (!Buffer.isBuffer(request.body)) return fields;
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  try {
    const form = await new Response(request.body, { headers }).formData();
    for (const [name, value] of form)
      if (typeof value === 'string' && !fields.has(name)) fields.set(name, value);
  } catch {
    // Not a well-formed body: nobody asked for anything.
  }
  return fields;
}
