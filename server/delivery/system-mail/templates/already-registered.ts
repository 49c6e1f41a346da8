import { template } from '../template.ts';
import { link, name } from './fields.ts';

export const alreadyRegistered = template('already-registered', {
  title: 'Already registered',
  when: 'Somebody registered with an address that has an account. Only its owner is told.',
  subject: 'You already have an account',
  text: `Hello{% if name %} {{ name }}{% endif %},

Somebody tried to make an account at {{ site }} with this address, but you have one already. Nothing was changed.

[Log in]({{ link }})

If you have forgotten your password, choose “Forgotten your password?” there. If it was not you who tried, you need not do anything.`,
  fields: {
    name,
    link,
  },
});
