import { template } from '../template.ts';
import { account, name } from './fields.ts';

export const accountClosed = template('account-closed', {
  title: 'Account closed',
  when: 'The time of grace is over and the account was deleted.',
  subject: '{{ account }} was closed',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ account }} at {{ site }} was closed and everything in it deleted. Thank you for having been here.`,
  fields: {
    name,
    account,
  },
});
