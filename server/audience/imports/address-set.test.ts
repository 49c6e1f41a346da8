import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AddressSet } from './address-set.ts';

it('AddressSet knows every address it was given, and no other', () => {
  const set = new AddressSet();
  for (let n = 0; n < 50_000; n++) assert.equal(set.add(`n${n}@mail.example`), true);
  for (let n = 0; n < 50_000; n++) assert.equal(set.add(`n${n}@mail.example`), false);
});
