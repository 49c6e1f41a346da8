import { template } from '../template.ts';
import { at, name } from './fields.ts';

export const addressChanged = template('address-changed', {
  title: 'Address changed',
  when: 'A user’s address was changed; this goes to the old one.',
  subject: 'Your email address was changed',
  text: `Hello{% if name %} {{ name }}{% endif %},

The address of your account at {{ site }} is {{ newAddress }} from now on. It was changed on {{ at | date: "%-d %B %Y, %H:%M" }} UTC.

If it was not you, use the link of the mail we sent to this address when the change was asked for: for three days it takes the change back. Without it, write at once to those who run {{ site }}.`,
  fields: {
    name,
    newAddress: { about: 'The new address', sample: 'robin@new.example' },
    at,
  },
});
