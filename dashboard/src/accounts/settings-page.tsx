import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
import classes from './settings-page.module.css';

const tabs = [
  { label: 'Account', to: '/settings' },
  { label: 'Sending', to: '/settings/sending' },
  { label: 'API keys', to: '/settings/api-keys' },
] as const;

/** The frame of the settings screens. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title="Settings" tabTitle={`${title} · Settings`}>
      <nav aria-label="Settings" className={classes.tabs}>
        {tabs.map(({ label, to }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} className={classes.tab}>
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
