import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { readVersion } from '#server/app/open-services.ts';
import { renderConfigurationDocs } from '#server/platform/config/index.ts';
import { describeSchema } from '#server/platform/database/index.ts';
import { renderErrorDocs, renderOpenApi } from '#server/platform/http/index.ts';
import { startTestApp } from './app.ts';

const app = await startTestApp();

/** What is generated, and from what. `npm run docs` writes them; without it a stale file fails here. */
const generated: Record<string, () => string | Promise<string>> = {
  'docs/configuration.md': renderConfigurationDocs,
  'docs/errors.md': renderErrorDocs,
  'docs/openapi.json': () => `${JSON.stringify(renderOpenApi(app.app.contracts, readVersion()), null, 2)}\n`,
  'database/schema.txt': () => describeSchema(app.services.databaseUrl),
};

describe('generated files', () => {
  for (const [name, render] of Object.entries(generated)) {
    it(`${name} is current`, async () => {
      const file = join(import.meta.dirname, '..', name);
      const text = await render();
      if (process.env.WRITE_DOCS) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      assert.equal(readFileSync(file, 'utf8'), text, `${name} is stale: run npm run docs`);
    });
  }
});
