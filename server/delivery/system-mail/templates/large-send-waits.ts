import { template } from '../template.ts';
import { account, device, ip, link, name } from './fields.ts';

export const largeSendWaits = template('large-send-waits', {
  title: 'Large campaign from somewhere new',
  when: 'Somebody sends to far more people than usual from a device or API key that is new, or joined lately.',
  subject: 'A large campaign waits until {{ startsAt | date: "%H:%M" }} UTC: is it yours?',
  text: `Hello{% if name %} {{ name }}{% endif %},

{{ asker }} has let the campaign “{{ campaign }}” of {{ account }} go, from a device or API key that is new, or having joined within a week. More than {{ moreThan }} people would get it, far more than usual. So it waits until {{ startsAt | date: "%-d %B %Y, %H:%M" }} UTC.

Device: {{ device }}
IP address: {{ ip }}

If that is right, you need not do anything. If not, make it a draft again at once; then change your password, end all other sessions and look through the team and the API keys.

[Look at the campaign]({{ link }})`,
  fields: {
    name,
    asker: { about: 'Who has let it go', sample: 'Ana Okafor' },
    campaign: { about: 'The campaign', sample: 'Autumn news' },
    account,
    moreThan: { about: 'It goes to more people than this', sample: 5000 },
    startsAt: { about: 'When it goes out, a time', sample: '2026-11-23T09:56:00Z' },
    device,
    ip,
    link,
  },
});
