import assert from 'node:assert/strict';
import { it } from 'node:test';
import { labelFromHeader } from './label-from-header.ts';

it('writes labels as people do', () => {
  const labels = {
    CITY: 'City',
    signed_up_at: 'Signed up at',
    'Date  of birth': 'Date of birth',
    VAT: 'VAT',
    ÉTAT: 'État',
  };
  for (const [header, label] of Object.entries(labels)) assert.equal(labelFromHeader(header), label);
});
