import { template } from '../template.ts';
import { account, name } from './fields.ts';

export const ownershipMoved = template('ownership-moved', {
  title: 'Ownership handed over',
  when: 'An account has a new owner; both are told.',
  subject: '{{ account }} has a new owner',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ from }} has made {{ to }} the owner of {{ account }} at {{ site }}. The owner is responsible for what the account sends.

If you did not expect this, write to those who run {{ site }}.`,
  fields: {
    name,
    from: { about: 'The owner who handed it over', sample: 'Ana Okafor' },
    to: { about: 'The new owner', sample: 'Robin Hale' },
    account,
  },
});
