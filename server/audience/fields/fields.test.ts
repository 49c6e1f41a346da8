import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestApp } from '#testing/app.ts';
import { uploadList } from '#testing/imports.ts';
import { runJobs } from '#testing/run-jobs.ts';
import * as contract from '../contract.ts';
import { fieldKeyFrom } from './contract.ts';
import { readFieldText } from './field-value.ts';

const app = await startTestApp();

describe('contact fields', () => {
  it('are made from a label, renamed, and deleted with their values', async () => {
    const { client } = await app.newAccount();
    const city = await client.call(contract.createContactField, {
      body: { label: 'Home Town', type: 'text' },
    });
    assert.equal(city.key, 'home_town');
    const { id } = await client.call(contract.createContact, {
      body: { email: 'ana@mail.example', fields: { home_town: 'Lisbon', first_name: 'Ana' } },
    });
    await client.call(contract.updateContactField, { params: { key: 'home_town' }, body: { label: 'City' } });
    const { items } = await client.call(contract.listContactFields);
    assert.deepEqual(
      items.map(({ label }) => label),
      ['First name', 'Last name', 'City'],
    );
    await client.call(contract.deleteContactField, { params: { key: 'home_town' } });
    assert.deepEqual((await client.call(contract.readContact, { params: { id } })).fields, {
      first_name: 'Ana',
    });
    await assert.rejects(client.call(contract.deleteContactField, { params: { key: 'home_town' } }), {
      status: 404,
    });
    await assert.rejects(
      client.call(contract.createContactField, { body: { key: 'email', label: 'x', type: 'text' } }),
      { code: 'invalid_input' },
    );
  });

  it('have a name of their own each', async () => {
    const { client } = await app.newAccount();
    const make = (label: string) =>
      client.call(contract.createContactField, { body: { label, type: 'text' } });
    const { key } = await make('Town');
    await assert.rejects(make('town'), { code: 'already_exists' });
    const rename = (label: string) =>
      client.call(contract.updateContactField, { params: { key }, body: { label } });
    await assert.rejects(rename('First name'), { code: 'already_exists' });
    assert.equal((await rename('TOWN')).label, 'TOWN');
  });

  it('stay while an import fills them', async () => {
    const { client } = await app.newAccount();
    const list = await client.call(contract.createList, { body: { name: 'News' } });
    const { id } = await uploadList(client, list.id, 'email,Last name\nana@mail.example,Sousa\n');
    const mapping = [{ to: 'email' as const }, { to: 'field' as const, key: 'last_name' }];
    await client.call(contract.startImport, { params: { id }, body: { mapping } });
    const remove = (key: string) => client.call(contract.deleteContactField, { params: { key } });
    await assert.rejects(remove('last_name'), { code: 'wrong_state' });
    await remove('first_name');
    await runJobs(app.services);
    await remove('last_name');
  });

  it('have keys that templates can name', () => {
    const key = (label: string, ...taken: string[]) => fieldKeyFrom(label, new Set(taken));
    assert.equal(key('Größe (cm)'), 'grosse_cm');
    assert.equal(key('E-Mail Ängste', 'e_mail_angste'), 'e_mail_angste_2');
    assert.equal(key('2nd phone'), 'nd_phone');
    assert.equal(key('Email'), 'field_email');
    assert.equal(key('電話'), 'field');
  });
});

describe('readFieldText', () => {
  const cases: [Parameters<typeof readFieldText>[0], string, unknown][] = [
    ['number', '12.5', 12.5],
    ['number', '-3', -3],
    ['number', '12,50', 12.5],
    ['number', '1,234', undefined],
    ['number', '12 kg', undefined],
    ['boolean', 'Yes', true],
    ['boolean', 'nein', false],
    ['boolean', 'maybe', undefined],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2024-02-30', undefined],
    ['date', '31.12.2025', '2025-12-31'],
    ['date', '01/02/2024', undefined],
    ['date', '2023-03-24 10:23:10 UTC', '2023-03-24T10:23:10.000Z'],
    ['date', '2023-03-24 10:23:10', '2023-03-24T10:23:10.000Z'],
    ['date', '2023-03-24T10:23+0200', '2023-03-24T08:23:00.000Z'],
    ['date', '2023-03-24T25:00:00Z', undefined],
    ['text', 'x'.repeat(4097), undefined],
  ];
  for (const [type, text, value] of cases) {
    it(`reads ${JSON.stringify(text.slice(0, 30))} as ${type}`, () =>
      assert.equal(readFieldText(type, text), value));
  }
});
