import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
import { SectionTabs } from '../ui/section-tabs.tsx';
import { useSession } from './use-session.ts';

const tabs = [
  { label: 'Account', to: '/settings' },
  { label: 'Profile', to: '/settings/profile' },
  { label: 'Sending', to: '/settings/sending' },
  { label: 'Team', to: '/settings/team' },
  { label: 'Security', to: '/settings/security' },
  { label: 'Second factors', to: '/settings/second-factors' },
  { label: 'API keys', to: '/settings/api-keys' },
  { label: 'Plan', to: '/settings/plan' },
] as const;

const ownersTabs = [
  { label: 'Single sign-on', to: '/settings/single-sign-on' },
  { label: 'Activity', to: '/settings/activity' },
] as const;

/** The frame of the settings screens. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  const { role } = useSession();
  const all = [...tabs, ...(role === 'owner' ? ownersTabs : [])];
  return (
    <Page title="Settings" tabTitle={`${title} · Settings`}>
      <SectionTabs label="Settings" tabs={all} />
      {children}
    </Page>
  );
}
