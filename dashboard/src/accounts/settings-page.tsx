import type { ReactNode } from 'react';
import { listApiKeys } from '#server/accounts/contract.ts';
import { listActivity } from '#server/activity/contract.ts';
import type { RouteContract } from '#server/platform/http/contract.ts';
import { listAccountProviders } from '#server/sign-in-providers/contract.ts';
import { useSession } from '../sign-in/use-session.ts';
import { Page } from '../ui/page.tsx';
import { type MenuGroup, SectionMenu } from '../ui/section-menu.tsx';
import { EmptyState } from '../ui/states.tsx';
import { useMay } from './if-may.tsx';
import classes from './settings-page.module.css';

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

/** The frame of the settings screens. Whoever comes by an address to one that is not for them is told so. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  const { account } = useSession();
  const may = useMay();
  const entries = ofAccount.filter(({ needs }) => !needs || may(needs));
  const isOpen = !ofAccount.some((one) => one.label === title && !entries.includes(one));
  return (
    <Page title="Settings" tabTitle={`${title} · Settings`}>
      <div className={classes.columns}>
        <SectionMenu label="Settings" groups={[{ label: account.name, entries }, ofPerson]} />
        <div className={classes.screen}>{isOpen ? children : <NotForThem />}</div>
      </div>
    </Page>
  );
}

const NotForThem = () => (
  <EmptyState scene="lost" title="This is not open to you">
    Your role in this account does not show it. Its owners and admins can give you another one.
  </EmptyState>
);
