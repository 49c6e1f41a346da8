import { template } from '../template.ts';
import { account, link, name } from './fields.ts';

export const scheduleTakenBack = template('schedule-taken-back', {
  title: 'Schedule taken back',
  when: 'A scheduled campaign lacks the approval that the account wants, or something else keeps it from being sent. To who scheduled it and to the owners.',
  subject: 'Not sent at its time: {{ first }}',
  text: `Hello{% if name %} {{ name }}{% endif %},

What was scheduled here at {{ account }} is not sent at its time. It is a draft again:

{{ campaigns | newline_to_br }}

To send it after all, put in order what is in the way, and schedule it again.

[Look at it]({{ link }})`,
  fields: {
    name,
    account,
    first: { about: 'The campaign that would have been sent first', sample: 'Autumn news' },
    campaigns: {
      about: 'The campaigns, one a line, with their time and the reason',
      sample:
        '“Autumn news”, 1 December 2026 at 09:30 (Europe/Lisbon). A second person has to approve this campaign. Ask for approval first.',
    },
    link,
  },
});
