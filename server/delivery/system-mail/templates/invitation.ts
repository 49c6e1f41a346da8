import { template } from '../template.ts';
import { account, link, until } from './fields.ts';

export const invitation = template('invitation', {
  title: 'Invitation to a team',
  when: 'Somebody is invited into the team of an account.',
  subject: '{{ inviter }} invites you to work on {{ account }}',
  text: `Hello,

{{ inviter }} invites you to {{ account }} at {{ site }}, with the role {{ role }}.

[Look at the invitation]({{ link }})

The link works once, until {{ until | date: "%-d %B %Y, %H:%M" }} UTC, and for this address alone. If you do not know who that is, ignore this mail: nothing happens until you accept.`,
  fields: {
    inviter: { about: 'Who invites', sample: 'Ana Okafor' },
    account,
    role: { about: 'The role offered', sample: 'editor' },
    link,
    until,
  },
});
