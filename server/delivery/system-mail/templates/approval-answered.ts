import { template } from '../template.ts';
import { account, link, name } from './fields.ts';

export const approvalAnswered = template('approval-answered', {
  title: 'Approval answered',
  when: 'A campaign was approved or sent back.',
  subject: '“{{ campaign }}” was {{ verdict }}',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ answerer }} has {{ verdict }} the campaign “{{ campaign }}” of {{ account }}.
{% if comment %}
“{{ comment | newline_to_br }}”
{% endif %}
[Open the campaign]({{ link }})`,
  fields: {
    name,
    account,
    campaign: { about: 'The campaign', sample: 'Autumn news' },
    answerer: { about: 'Who answered', sample: 'Ana Okafor' },
    verdict: { about: '“approved” or “sent back”', sample: 'approved' },
    comment: { about: 'What they wrote; may be empty', sample: 'Lovely, go ahead.' },
    link,
  },
});
