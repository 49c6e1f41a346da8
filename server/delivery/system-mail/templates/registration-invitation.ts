import { template } from '../template.ts';
import { link, until } from './fields.ts';

export const registrationInvitation = template('registration-invitation', {
  title: 'Invitation to register',
  when: 'An operator invites somebody to make an account.',
  subject: 'You are invited to {{ install }}',
  text: `Hello,

{{ inviter }} invites you to make an account at {{ site }}, where newsletters are written and sent.

[Make my account]({{ link }})

The invitation works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC. If you did not expect it, ignore this mail.`,
  fields: {
    inviter: { about: 'Who invites', sample: 'Ana Okafor' },
    link,
    until,
    days: { about: 'How many days the link works', sample: 7 },
  },
});
