import { FILTERS } from './filters.ts';

const FIELDS = [
  { name: 'contact.first_name', help: 'First name of the person' },
  { name: 'contact.last_name', help: 'Last name of the person' },
  { name: 'contact.email', help: 'Address the email goes to' },
  { name: 'account.name', help: 'Name of your organisation' },
  { name: 'account.postal_address', help: 'Your postal address; the law asks for it' },
  { name: 'campaign.name', help: 'Name of this campaign' },
  { name: 'campaign.subject', help: 'Subject of this campaign' },
  { name: 'unsubscribe_url', help: 'Link to unsubscribe; every email needs it' },
  { name: 'web_version_url', help: 'Link to this email in a browser' },
];

const TAGS = [
  { name: 'if', example: '{% if contact.city == "Lisbon" %}…{% endif %}', help: 'Shown only when it holds' },
  { name: 'elsif', example: '{% elsif contact.city == "Porto" %}', help: 'Otherwise, when this holds' },
  { name: 'else', example: '{% else %}', help: 'Shown when nothing before it held' },
  {
    name: 'unless',
    example: '{% unless contact.is_member %}…{% endunless %}',
    help: 'Shown unless it holds',
  },
  {
    name: 'for',
    example: '{% for item in contact.items limit: 3 %}{{ item }}{% endfor %}',
    help: 'Repeated for each item of a list, at most 1,000 times',
  },
  { name: 'comment', example: '{% comment %}…{% endcomment %}', help: 'A note that is never sent' },
  {
    name: 'raw',
    example: '{% raw %}…{% endraw %}',
    help: 'Sent as it stands, without looking for merge tags',
  },
];

/** The whole merge language with help texts, for the editor. */
export function describeLanguage() {
  const filters = [...FILTERS].map(([name, { example, help }]) => ({ name, example, help }));
  return { fields: FIELDS, filters, tags: TAGS };
}
