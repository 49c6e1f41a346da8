import type { RenderData } from './render.ts';

/** Someone to preview as when no contact is chosen, and what the checks render with. */
export function sampleData(contact: Record<string, unknown> = {}): RenderData {
  return {
    contact: { email: 'robin@example.com', first_name: 'Robin', last_name: 'Hale', ...contact },
    account: { name: 'Your organisation', postal_address: '12 Example Street\n1010 Sampletown' },
    campaign: { name: 'Sample campaign', subject: 'Sample subject' },
    unsubscribe_url: 'https://example.com/unsubscribe',
    web_version_url: 'https://example.com/web-version',
  };
}
