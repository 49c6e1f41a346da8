import { SectionTabs } from '../../ui/section-tabs.tsx';

const tabs = [
  { label: 'People', to: '/contacts' },
  { label: 'Fields', to: '/contacts/fields' },
  { label: 'Never mailed', to: '/contacts/suppressions' },
] as const;

export function AudienceTabs() {
  return <SectionTabs label="Contacts" tabs={tabs} />;
}
