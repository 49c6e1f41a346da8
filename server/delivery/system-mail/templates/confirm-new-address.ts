import { template } from '../template.ts';
import { link, name, until } from './fields.ts';

export const confirmNewAddress = template('confirm-new-address', {
  title: 'Confirm a new address',
  when: 'A user wants to log in with another address; this goes to the new one.',
  subject: 'Confirm your new email address',
  text: `Hello{% if name %} {{ name }}{% endif %},

You want to use this address for your account at {{ site }}. Press the button to show that it is yours.

[Confirm this address]({{ link }})

Open it in a browser where you are logged in. It works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC.

If it was not you, do nothing: the account keeps its old address.`,
  fields: {
    name,
    link,
    until,
  },
});
