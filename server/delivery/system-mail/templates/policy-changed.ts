import { template } from '../template.ts';
import { link, name } from './fields.ts';

export const policyChanged = template('policy-changed', {
  title: 'Policy changed',
  when: 'A new version of a policy was published.',
  subject: '{{ title }}: what changes on {{ effectiveOn | date: "%-d %B %Y" }}',
  text: `Hello{% if name %} {{ name }}{% endif %},

On {{ effectiveOn | date: "%-d %B %Y" }} a new version of “{{ title }}” comes into force at {{ site }}.
{% if summary %}
{{ summary | newline_to_br }}
{% endif %}
[Read what changes]({{ link }})
{% if material %}
From that day on you will be asked to agree when you log in. Until you do, you can still read and export everything; campaigns that are scheduled are held until an owner of the account has agreed.
{% else %}
You need not do anything.
{% endif %}`,
  fields: {
    name,
    title: { about: 'The policy', sample: 'Terms of service' },
    effectiveOn: { about: 'When it comes into force, a date', sample: '2026-12-24' },
    material: { about: 'Whether it has to be agreed to', sample: true },
    summary: {
      about: 'What changes; may be empty',
      sample: 'We say more clearly how long we keep log files.',
    },
    link,
  },
});
