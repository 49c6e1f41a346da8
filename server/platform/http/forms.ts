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
