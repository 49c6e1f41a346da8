import { template } from '../template.ts';
import { link, name } from './fields.ts';

export const guessingNoticed = template('guessing-noticed', {
  title: 'Logins fail for many addresses',
  when: 'Logins fail for unusually many addresses at once. Goes to those who run the install.',
  subject: 'Logins fail for many addresses at {{ install }}',
  text: `Hello{% if name %} {{ name }}{% endif %},

within {{ minutes }} minutes logins failed for {{ addresses }} addresses at {{ site }}. Somebody may be trying passwords that were stolen elsewhere.

Guessing is slowed down by itself. Look whether it goes on, and block the networks it comes from in front of the product.

[Look at the install]({{ link }})`,
  fields: {
    name,
    addresses: { about: 'For how many addresses', sample: 240 },
    minutes: { about: 'Within how many minutes', sample: 15 },
    link,
  },
});
