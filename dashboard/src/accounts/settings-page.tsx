import type { ReactNode } from 'react';
import { listAccountProviders, listActivity, listApiKeys } from '#server/accounts/contract.ts';
import type { RouteContract } from '#server/platform/http/contract.ts';
import { Page } from '../ui/page.tsx';
import { type MenuGroup, SectionMenu } from '../ui/section-menu.tsx';
import { useMay } from './if-may.tsx';
import classes from './settings-page.module.css';
import { useSession } from './use-session.ts';

const ofAccount: { label: string; to: string; needs?: RouteContract }[] = [
  { label: 'Account', to: '/settings' },
  { label: 'Team', to: '/settings/team' },
  { label: 'Sending', to: '/settings/sending' },
  { label: 'API keys', to: '/settings/api-keys', needs: listApiKeys },
  { label: 'Plan', to: '/settings/plan' },
  { label: 'Single sign-on', to: '/settings/single-sign-on', needs: listAccountProviders },
  { label: 'Activity', to: '/settings/activity', needs: listActivity },
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
  const { account } = useSession();
  const may = useMay();
  const entries = ofAccount.filter(({ needs }) => !needs || may(needs));
  return (
    <Page title="Settings" tabTitle={`${title} · Settings`}>
      <div className={classes.columns}>
        <SectionMenu label="Settings" groups={[{ label: account.name, entries }, ofPerson]} />
        <div className={classes.screen}>{children}</div>
      </div>
    </Page>
  );
}
