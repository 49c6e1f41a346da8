import { template } from '../template.ts';
import { link, until } from './fields.ts';

export const staffInvitation = template('staff-invitation', {
  title: 'Invitation to run the install',
  when: 'An admin invites somebody to run the install with them.',
  subject: '{{ inviter }} invites you to run {{ install }}',
  text: `Hello,

{{ inviter }} invites you to run {{ site }} with them, as {{ role }}.

[Look at the invitation]({{ link }})

The link works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC, and for this address alone. You will need a passkey or an authenticator app. If you did not expect this, ignore this mail: nothing happens until you accept.`,
  fields: {
    inviter: { about: 'Who invites', sample: 'Ana Okafor' },
    role: { about: 'The role offered', sample: 'support' },
    link,
    until,
    hours: { about: 'How many hours the link works', sample: 72 },
  },
});
