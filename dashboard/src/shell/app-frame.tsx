import { useHotkeys } from '@mantine/hooks';
import { Outlet, useMatches } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ImportNotices } from '../audience/imports/import-notice.tsx';
import { ClosingBanner } from '../closing/closing-banner.tsx';
import { AlertBanner } from '../delivery/alerts/alert-banner.tsx';
import { SuspendedBanner } from '../operator/suspended-banner.tsx';
import { PolicyBanner } from '../policies/policy-banner.tsx';
import { ConfirmBanner } from '../registration/confirm-banner.tsx';
import { RestrictedBanner } from '../team/restricted-banner.tsx';
import { followOtherTabs } from '../team/switch-account.ts';
import { useShortcutListener } from '../ui/shortcuts.ts';
import classes from './app-frame.module.css';
import { BottomBar } from './bottom-bar.tsx';
import { moreDrawer, palette, shortcutSheet } from './dialogs.ts';
import { useFrameShortcuts } from './frame-shortcuts.ts';
import { OnDemand } from './on-demand.tsx';
import { SandboxBanner } from './sandbox-banner.tsx';
import { SessionDialogs } from './session-dialogs.tsx';
import { Sidebar } from './sidebar.tsx';
import { useRouteFocus } from './use-route-focus.ts';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The screen takes the whole window: no navigation beside it. It must offer its own way back. */
    fullScreen?: boolean;
  }
}

/** What stands around every screen: navigation on the left (below on phones), the sheet, the palette. */
export function AppFrame() {
  useShortcutListener();
  useHotkeys([['mod+K', palette.open]], []);
  useFrameShortcuts();
  useEffect(followOtherTabs, []);
  const { main, announcement } = useRouteFocus();
  const fullScreen = useMatches().some(({ staticData }) => staticData.fullScreen);
  if (fullScreen)
    return (
      <main id="main" ref={main} tabIndex={-1} className={classes.alone}>
        <Outlet />
        <OnDemand dialog={palette} />
        <OnDemand dialog={shortcutSheet} />
        <SessionDialogs />
      </main>
    );
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <Sidebar />
      <div className={classes.sheet}>
        <div className={classes.banners}>
          <SuspendedBanner />
          <ClosingBanner />
          <ConfirmBanner />
          <PolicyBanner />
          <AlertBanner />
          <RestrictedBanner />
          <SandboxBanner />
        </div>
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      <BottomBar />
      <p className={classes.announcer} aria-live="polite">
        {announcement}
      </p>
      <ImportNotices />
      <OnDemand dialog={palette} />
      <OnDemand dialog={shortcutSheet} />
      <OnDemand dialog={moreDrawer} />
      <SessionDialogs />
    </div>
  );
}
