/**
 * No query of a client is SQL. CVE-2026-3105, CVE-2026-4776, CVE-2022-25775 (sort, filter and report columns), CVE-2020-24617
 * (a column's name), CVE-2026-26980, CVE-2026-22596 (filters of public and member lists), CVE-2026-62361 (SQL in an export).
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RouteContract } from '#server/platform/http/index.ts';
import { startTestApp } from '../app.ts';
import { makeOneOfEach, nameOf, paramsFor } from '../every-route.ts';
import { Victim } from '../isolation/victim.ts';
import { sentCampaign } from '../sent-campaign.ts';

/** Each sleeps, fails loudly or shows more than it should when any part of it is read as SQL. */
const attacks = [
  `name; select pg_sleep(3)--`,
  `1) or (select 1 from pg_sleep(3)) is not null--`,
  `' or '1'='1`,
  `' union select null,password_hash,null from users--`,
  `(case when (select count(*) from users)>0 then pg_sleep(3) else null end)`,
  `id) with gone as (delete from contacts returning 1) select * from gone--`,
  `"; drop table contacts; --`,
  `\\'; copy users to program 'sleep 3'--`,
  `created_at desc, (select pg_sleep(3))`,
  `name::int`,
  `{"$gt":""}`,
];
/** What other products let clients sort and choose by; ours must not begin to without a list of names. */
const invented = [
  'sort',
  'order',
  'orderBy',
  'dir',
  'filter',
  'where',
  'query',
  'fields',
  'columns',
  'include',
  'groupBy',
];

const app = await startTestApp({ TRUST_PROXY: 'true' });
const { client, accountId, cookie } = await app.newAccount();
const stranger = await app.newAccount();
const things = await makeOneOfEach(app.services.database, client, accountId);
await sentCampaign(app.services.database, accountId);
await using watched = await Victim.of(app, stranger.accountId);
await watched.mark();
const reads = app.app.contracts.filter(({ method }) => method === 'GET');
const namesOf = ({ query }: RouteContract) =>
  Object.keys((query as { shape?: object } | undefined)?.shape ?? {});

describe('SQL in what is asked (CVE-2026-3105, CVE-2026-4776, CVE-2022-25775, CVE-2020-24617)', async () => {
  for (const contract of reads)
    it(`is data at ${nameOf(contract)}`, async () => {
      const params = contract.path.startsWith('/api/') ? (paramsFor(contract, things) ?? {}) : {};
      const path = contract.path.replace(/:(\w+)/g, (_all, name: string) =>
        encodeURIComponent(params[name] ?? 'x'),
      );
      const known = namesOf(contract);
      for (const attack of attacks) {
        for (const name of known) await tryOne(`${path}?${name}=${encodeURIComponent(attack)}`);
        if (known.length > 0)
          await tryOne(
            `${path}?${invented.map((name) => `${name}=${encodeURIComponent(attack)}`).join('&')}`,
          );
      }
    });
});

async function tryOne(address: string): Promise<void> {
  const begun = performance.now();
  const answer = await fetch(app.url + address, { redirect: 'manual', headers: { cookie } });
  const text = await answer.text();
  assert.ok(answer.status < 500, `${address}: ${answer.status} ${text.slice(0, 200)}`);
  assert.ok(performance.now() - begun < 2900, `${address} took as long as its attack would have it sleep`);
  assert.doesNotMatch(text, /canary-|argon2id|syntax error|pg_catalog/);
}

/** These look at the server itself, over connections of their own: statements there are constants, values come beside them. */
const constantsAlone = [
  'server/app/health/database-checks.ts',
  'server/app/health/process-checks.ts',
  'server/app/health/queue-checks.ts',
  'server/platform/secrets/require-fitting-key.ts',
];

describe('SQL in the sources (CVE-2026-62361)', () => {
  it('is written with the tag that makes values parameters, and is put together nowhere else', () => {
    const root = join(import.meta.dirname, '../..');
    const isOurs = (file: string) =>
      !/\.test\.ts$|^server\/platform\/(database|postgres|queue)\/|^server\/app\/supervise\//.test(file);
    const raw = globSync('server/**/*.ts', { cwd: root })
      .filter(isOurs)
      .filter((file) =>
        /\.(query|execute|one|maybeOne|atOnce)(<[^(]*>)?\(\s*[`'"]/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
    assert.deepEqual(raw.sort(), constantsAlone);
    for (const file of constantsAlone)
      assert.doesNotMatch(
        readFileSync(join(root, file), 'utf8'),
        /(`|')\s*(select|with|insert|update|delete)\b[^`]*?(\$\{|'\s*\+|`\s*\+)/i,
        file,
      );
  });

  it('is in no contract: no field of any route is called so', () => {
    const named = app.app.contracts.filter((contract) =>
      namesOf(contract).some((name) => /sql|where|orderby/i.test(name)),
    );
    assert.deepEqual(named.map(nameOf), []);
  });
});
