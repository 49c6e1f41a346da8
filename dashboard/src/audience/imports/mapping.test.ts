import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ColumnTarget, ContactField, ImportColumn } from '#server/audience/contract.ts';
import { choiceOf, faultsOf, targetOf } from './mapping.ts';

const city: ContactField = { key: 'city', label: 'City', type: 'text', createdAt: '2026-11-22T00:00:00Z' };
const email: ColumnTarget = { to: 'email' };
const column = (header: string, guess: ColumnTarget = { to: 'skip' }): ImportColumn => ({
  header,
  examples: [],
  guess,
  guessedType: 'date',
});

describe('mapping of an import', () => {
  it('is fine with one address and every field once', () => {
    const faults = faultsOf([email, { to: 'field', key: 'city' }, { to: 'skip' }, { to: 'skip' }], [city]);
    assert.equal(faults.general, undefined);
    assert.equal(faults.columns.size, 0);
  });

  it('wants an address', () => {
    assert.match(faultsOf([{ to: 'skip' }], []).general ?? '', /email address/);
  });

  it('marks every column that goes where another one goes', () => {
    const twice: ColumnTarget[] = [email, { to: 'field', key: 'city' }, { to: 'field', key: 'city' }, email];
    const { columns } = faultsOf(twice, [city]);
    assert.deepEqual([...columns.keys()].sort(), [0, 1, 2, 3]);
    assert.match(columns.get(1) ?? '', /City/);
  });

  it('marks a new field without a name', () => {
    const { columns } = faultsOf([email, { to: 'new_field', key: 'field', label: ' ', type: 'text' }], []);
    assert.deepEqual([...columns.keys()], [1]);
  });

  it('makes a new field after the heading, with a key that is free', () => {
    const target = targetOf('new_field', column('Größe (cm)'), new Set(['grosse_cm']));
    assert.deepEqual(target, { to: 'new_field', label: 'Größe (cm)', key: 'grosse_cm_2', type: 'date' });
  });

  it('reads a status the way it was guessed', () => {
    const guess: ColumnTarget = { to: 'status', reading: 'yes_means_out' };
    assert.deepEqual(targetOf('status', column('BLACKLISTED', guess), new Set()), guess);
  });

  it('goes from target to choice and back', () => {
    const targets: ColumnTarget[] = [email, { to: 'skip' }, { to: 'field', key: 'city' }];
    for (const target of targets)
      assert.deepEqual(targetOf(choiceOf(target), column('x'), new Set()), target);
  });
});
