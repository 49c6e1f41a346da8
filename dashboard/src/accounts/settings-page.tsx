import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
import { SectionTabs } from '../ui/section-tabs.tsx';

const tabs = [
  { label: 'Account', to: '/settings' },
  { label: 'Sending', to: '/settings/sending' },
  { label: 'API keys', to: '/settings/api-keys' },
] as const;

/** The frame of the settings screens. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title="Settings" tabTitle={`${title} · Settings`}>
      <SectionTabs label="Settings" tabs={tabs} />
      {children}
    </Page>
  );
}
