import { template } from '../template.ts';
import { at, device, ip, name } from './fields.ts';

export const newDevice = template('new-device', {
  title: 'New device',
  when: 'Somebody logged in from a browser that was not seen before.',
  subject: 'A new device logged in to your account',
  text: `Hello{% if name %} {{ name }}{% endif %},

Somebody logged in to your account at {{ site }} from a device we have not seen before.

Device: {{ device }}
IP address: {{ ip }}{% if place %} ({{ place }}){% endif %}
Time: {{ at | date: "%-d %B %Y, %H:%M" }} UTC

If it was you, all is well. If not, log in, change your password and log out all other devices at once.`,
  fields: {
    name,
    device,
    ip,
    place: { about: 'City and country of the address; may be empty', sample: 'Lisbon, Portugal' },
    at,
  },
});
