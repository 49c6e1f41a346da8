import { template } from '../template.ts';
import { account, link, name, until } from './fields.ts';

export const ownershipOffered = template('ownership-offered', {
  title: 'Ownership offered',
  when: 'The owner of an account wants to hand it over.',
  subject: '{{ from }} wants to hand {{ account }} over to you',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ from }} wants to make you the owner of {{ account }} at {{ site }}. The owner is responsible for what the account sends.

[Look at the offer]({{ link }})

You can accept until {{ until | date: "%-d %B %Y, %H:%M" }} UTC. Nothing changes before you do.`,
  fields: {
    name,
    from: { about: 'The present owner', sample: 'Ana Okafor' },
    account,
    link,
    until,
  },
});
