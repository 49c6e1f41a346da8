import { template } from '../template.ts';
import { account, name } from './fields.ts';

export const accountSuspended = template('account-suspended', {
  title: 'Account suspended',
  when: 'An operator has suspended an account.',
  subject: '{{ account }} was suspended',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ account }} at {{ site }} was suspended: nothing is sent for it until that is settled. Your data are safe, and you can still log in to read and export them.
{% if reason %}
The reason: {{ reason | newline_to_br }}
{% endif %}
If you think this is a mistake, write to those who run {{ site }}.`,
  fields: {
    name,
    account,
    reason: {
      about: 'The reason the operator gave',
      sample: 'Too many people reported your last campaign as unwanted.',
    },
  },
});
