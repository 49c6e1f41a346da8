import { template } from '../template.ts';
import { link, name, until } from './fields.ts';

export const resetPassword = template('reset-password', {
  title: 'Forgotten password',
  when: 'Somebody asked for a new password.',
  subject: 'Choose a new password',
  text: `Hello{% if name %} {{ name }}{% endif %},

Somebody asked for a new password for your account at {{ site }}. Press the button to choose one. The link works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC.

[Choose a new password]({{ link }})

If it was not you, do nothing: your password stays as it is.`,
  fields: {
    name,
    link,
    until,
  },
});
