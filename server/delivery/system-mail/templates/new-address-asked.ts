import { template } from '../template.ts';
import { link, name, until } from './fields.ts';

export const newAddressAsked = template('new-address-asked', {
  title: 'A new address is asked for',
  when: 'A user wants to log in with another address; this goes to the old one.',
  subject: 'Your email address is to be changed',
  text: `Hello{% if name %} {{ name }}{% endif %},

Somebody who is logged in as you wants to change the address of your account at {{ site }} to {{ newAddress }}. If it was you, you need not do anything here: open the mail at the new address.

If it was not you, somebody else is in your account. Stop the change, or take it back if it has been made; this logs everybody out. Then choose a new password. The link works until {{ until | date: "%-d %B %Y, %H:%M" }} UTC.

[Stop the change]({{ link }})`,
  fields: {
    name,
    newAddress: { about: 'The new address', sample: 'robin@new.example' },
    link,
    until,
  },
});
