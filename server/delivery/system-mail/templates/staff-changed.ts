import { template } from '../template.ts';
import { name } from './fields.ts';

export const staffChanged = template('staff-changed', {
  title: 'Role in running the install changed',
  when: 'An admin gives somebody who runs the install another role, or takes it away.',
  subject: 'Your role at {{ install }} has changed',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ from }} changed your part in running {{ site }}. {{ change }}

If that is a surprise, ask them.`,
  fields: {
    name,
    from: { about: 'Who changed it', sample: 'Ana Okafor' },
    change: { about: 'What changed, in a sentence', sample: 'Your role is viewer now.' },
  },
});
