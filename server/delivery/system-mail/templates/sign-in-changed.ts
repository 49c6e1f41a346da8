import { template } from '../template.ts';
import { at, device, ip, name } from './fields.ts';

export const signInChanged = template('sign-in-changed', {
  title: 'Way of signing in changed',
  when: 'A password, a passkey or another way of signing in was changed.',
  subject: 'The way you sign in was changed',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ change }}

Device: {{ device }}
IP address: {{ ip }}
Time: {{ at | date: "%-d %B %Y, %H:%M" }} UTC

If it was you, all is well. If not, somebody else has got into your account at {{ site }}: choose “Forgotten your password?” on the login page at once.`,
  fields: {
    name,
    device,
    ip,
    at,
    change: { about: 'What was changed, a sentence', sample: 'Your password was changed.' },
  },
});
