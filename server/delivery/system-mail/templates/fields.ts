import type { TemplateField } from '../template.ts';

/** Fields that several mails have. */
export const name: TemplateField = {
  about: 'What the person calls themselves; may be empty',
  sample: 'Robin',
};
export const link: TemplateField = {
  about: 'Where the button leads',
  sample: 'https://mail.example.com/sample-link',
};
export const until: TemplateField = {
  about: 'Until when the link works, a time',
  sample: '2026-11-26T09:41:00Z',
};
export const account: TemplateField = { about: 'The organisation', sample: 'Harbour Books' };
export const device: TemplateField = { about: 'Browser and system', sample: 'Firefox on Windows' };
export const ip: TemplateField = { about: 'IP address', sample: '203.0.113.24' };
export const at: TemplateField = { about: 'When it happened, a time', sample: '2026-11-23T09:41:00Z' };
