import { template } from '../template.ts';
import { account, name } from './fields.ts';

export const accountRestored = template('account-restored', {
  title: 'Account restored',
  when: 'An operator has ended the suspension of an account.',
  subject: '{{ account }} can send again',
  text: `Hello{% if name %} {{ name }}{% endif %},

The suspension of {{ account }} at {{ site }} has ended. Everything works as before.`,
  fields: {
    name,
    account,
  },
});
