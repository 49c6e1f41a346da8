import { template } from '../template.ts';
import { account, link, name, until } from './fields.ts';

export const accountPrepared = template('account-prepared', {
  title: 'Account prepared',
  when: 'Those who run the install prepare an account for somebody.',
  subject: 'Your account at {{ install }} is ready to open',
  text: `Hello{% if name %} {{ name }}{% endif %},

An account for {{ account }} is prepared at {{ site }}. Choose a password, read what you agree to, and it is yours.

[Open my account]({{ link }})

The link works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC. If you did not expect this, ignore this mail.`,
  fields: {
    name,
    account,
    link,
    until,
    days: { about: 'How many days the link works', sample: 14 },
  },
});
