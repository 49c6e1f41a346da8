import { template } from '../template.ts';
import { account, link, name } from './fields.ts';

export const approvalWanted = template('approval-wanted', {
  title: 'Approval wanted',
  when: 'A campaign waits for a second person’s approval.',
  subject: 'Please approve “{{ campaign }}”',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ asker }} asks you to look at the campaign “{{ campaign }}” of {{ account }} before it is sent.
{% if comment %}
“{{ comment | newline_to_br }}”
{% endif %}
[Look at the campaign]({{ link }})`,
  fields: {
    name,
    account,
    campaign: { about: 'The campaign', sample: 'Autumn news' },
    asker: { about: 'Who asks', sample: 'Ana Okafor' },
    comment: { about: 'What they wrote; may be empty', sample: 'Please look at the prices twice.' },
    link,
  },
});
