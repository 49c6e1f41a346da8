import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestApp } from './app.ts';
import { bodyFor, makeOneOfEach, nameOf } from './every-route.ts';

/** What nobody may set by naming it: who somebody is, whose something is, what the server keeps for itself. */
const planted: Record<string, unknown> = {
  id: '00000000-0000-4000-8000-000000000000',
  accountId: '00000000-0000-4000-8000-000000000000',
  account_id: '00000000-0000-4000-8000-000000000000',
  userId: '00000000-0000-4000-8000-000000000000',
  role: 'owner',
  isOperator: true,
  staffRole: 'admin',
  staff_role: 'admin',
  passwordHash: 'x',
  revision: 99,
  createdAt: '2020-01-01T00:00:00Z',
};

/** Objects whose names the callers choose: values of contact fields, and what browsers add to a passkey. */
const free = ['fields', 'contact', 'clientExtensionResults'];

const app = await startTestApp();
const { client, accountId } = await app.newAccount();
const things = await makeOneOfEach(app.services.database, client, accountId);

describe('a field that a body does not have (CVE-2023-27576)', () => {
  for (const contract of app.app.contracts.filter(({ body }) => body)) {
    it(`never reaches the handler of ${nameOf(contract)}`, () => {
      const body = bodyFor(contract, things);
      assert.ok(contract.body!.safeParse(body).success);
      for (const path of objectsIn(body))
        for (const [name, value] of Object.entries(planted)) {
          const before = at(body, path);
          if (name in before || free.includes(path.at(-1) ?? '')) continue;
          const changed = structuredClone(body) as object;
          Object.assign(at(changed, path), { [name]: value });
          const { success, data } = contract.body!.safeParse(changed);
          if (!success || isDeclared(contract.body!, path, name)) continue;
          assert.equal(name in at(data, path), false, `${[...path, name].join('.')} is handed on`);
        }
    });
  }
});

/** Where objects stand in a value, the value itself first. */
function objectsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, one]) => objectsIn(one).map((rest) => [key, ...rest]));
  return Array.isArray(value) ? inner : [[], ...inner];
}

const at = (value: unknown, path: string[]): Record<string, unknown> =>
  path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value) as Record<string, unknown>;

/** Whether the outermost object of a body has the field by right, though the sample leaves it out. */
const isDeclared = (schema: object, path: string[], name: string) =>
  path.length === 0 && name in ((schema as { shape?: object }).shape ?? {});
