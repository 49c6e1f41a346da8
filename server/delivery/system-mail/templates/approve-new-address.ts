import { template } from '../template.ts';
import { link, name } from './fields.ts';

export const approveNewAddress = template('approve-new-address', {
  title: 'Approve a new address',
  when: 'A user wants to log in with another address; this goes to the old one.',
  subject: 'Is this your new email address?',
  text: `Hello{% if name %} {{ name }}{% endif %},

Somebody wants to change the address of your account at {{ site }} to {{ newAddress }}. The change is made only if you agree.

[Agree to the new address]({{ link }})

If it was not you, do not press the button. Log in and change your password: somebody else knows it.`,
  fields: {
    name,
    newAddress: { about: 'The new address', sample: 'robin@new.example' },
    link,
  },
});
