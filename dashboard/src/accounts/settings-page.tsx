import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
import { type MenuGroup, SectionMenu } from '../ui/section-menu.tsx';
import classes from './settings-page.module.css';
import { useSession } from './use-session.ts';

const ofAccount = [
  { label: 'Account', to: '/settings' },
  { label: 'Team', to: '/settings/team' },
  { label: 'Sending', to: '/settings/sending' },
  { label: 'API keys', to: '/settings/api-keys' },
  { label: 'Plan', to: '/settings/plan' },
];

const ofOwners = [
  { label: 'Single sign-on', to: '/settings/single-sign-on' },
  { label: 'Activity', to: '/settings/activity' },
];

const ofPerson: MenuGroup = {
  label: 'You',
  entries: [
    { label: 'Profile', to: '/settings/profile' },
    { label: 'Security', to: '/settings/security' },
    { label: 'Second factors', to: '/settings/second-factors' },
  ],
};

/** The frame of the settings screens. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  const { account, role } = useSession();
  const entries = [...ofAccount, ...(role === 'owner' ? ofOwners : [])];
  return (
    <Page title="Settings" tabTitle={`${title} · Settings`}>
      <div className={classes.columns}>
        <SectionMenu label="Settings" groups={[{ label: account.name, entries }, ofPerson]} />
        <div className={classes.screen}>{children}</div>
      </div>
    </Page>
  );
}
