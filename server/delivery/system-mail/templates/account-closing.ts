import { template } from '../template.ts';
import { account, link, name } from './fields.ts';

export const accountClosing = template('account-closing', {
  title: 'Account closing',
  when: 'An account is to be closed after a time of grace.',
  subject: '{{ account }} will be closed on {{ closesOn | date: "%-d %B %Y" }}',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ account }} at {{ site }} will be closed on {{ closesOn | date: "%-d %B %Y" }}. Until then nothing is sent, and you can export everything{% unless reason %} or change your mind{% endunless %}.
{% if reason %}
Those who run {{ site }} closed it. The reason: {{ reason | newline_to_br }}
{% endif %}
[Export the account{% unless reason %}, or keep it{% endunless %}]({{ link }})

After that day everything in it is deleted for good.`,
  fields: {
    name,
    account,
    closesOn: { about: 'The day it is deleted, a date', sample: '2026-12-24' },
    reason: { about: 'The reason, where an operator closed it; else empty', sample: '' },
    link,
  },
});
