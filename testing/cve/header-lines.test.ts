/** CVE-2026-34975 (Plunk): no field that ends in a header of a mail takes a line break or a control character. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { startTestApp } from '../app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from '../every-route.ts';

const app = await startTestApp();
const { client, accountId } = await app.newAccount();
const things = await makeOneOfEach(app.services.database, client, accountId);

/** Fields that are written into headers, commands of SMTP, or headers of our own answers. */
const lines =
  /^(name|fromName|fromEmail|replyTo|subject|email|to|from|organisation|defaultFromName|defaultFromEmail|label|host|user|selector|domain|fileName)$/;
const control = /[\u0000-\u001f\u007f]/;
/** Each would end a header and begin another. */
const endings = [
  '\r\nBcc: evil@people.example',
  '\nBcc: evil@people.example',
  '\rBcc: x',
  '\r\n\r\nbody',
  '\u0000',
];

describe('CVE-2026-34975: a line break', () => {
  for (const contract of app.app.contracts.filter(({ body, path }) => body && path.startsWith('/api/')))
    it(`is refused in every line of ${nameOf(contract)}, or taken out of it`, async () => {
      const body = bodyFor(contract, things);
      for (const path of pathsTo(body, lines))
        for (const ending of endings) {
          const hostile = put(body, path, (text) => `a${text}${ending}b`);
          // Spaces around are cut off; within, nothing below a space may be left.
          const { success, data } = (contract.body as z.ZodType).safeParse(hostile);
          if (!success || !control.test(at(data, path))) continue;
          // What a schema takes is looked at by what it is handed to.
          const params = paramsFor(contract, things);
          const answer = await client.fetch(contract, { body: hostile, ...(params && { params }) } as object);
          const text = await answer.text();
          if (answer.status >= 400) continue;
          const shown = (JSON.parse(text) as { subject?: string }).subject ?? text;
          assert.doesNotMatch(shown, control, `${path.join('.')} takes ${JSON.stringify(ending)}`);
        }
    });
});

const at = (value: unknown, path: string[]) =>
  String(path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value));

function pathsTo(value: unknown, names: RegExp): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && names.test(key)
      ? [[key]]
      : pathsTo(inner, names).map((rest) => [key, ...rest]),
  );
}

function put(value: unknown, [key, ...rest]: string[], change: (text: string) => string): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key!] = rest.length > 0 ? put(copy[key!], rest, change) : change(String(copy[key!]));
  return copy;
}
