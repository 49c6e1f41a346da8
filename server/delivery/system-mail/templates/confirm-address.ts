import { template } from '../template.ts';
import { link, name, until } from './fields.ts';

export const confirmAddress = template('confirm-address', {
  title: 'Confirm an address',
  when: 'Somebody has registered and must show that the address is theirs.',
  subject: 'Confirm your email address',
  text: `Hello{% if name %} {{ name }}{% endif %},

Somebody, you we hope, has made an account at {{ site }} with this address. Press the button to show that it is yours; after that the account can send.

[Confirm my address]({{ link }})

The link works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC.

If it was not you, do nothing: without a confirmation the account cannot send anything, and after 30 days it is deleted.`,
  fields: {
    name,
    link,
    until,
  },
});
