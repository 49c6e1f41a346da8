import { Outlet } from '@tanstack/react-router';
import { useShortcutListener } from '../ui/shortcuts.ts';
import classes from './app-frame.module.css';
import { BottomBar } from './bottom-bar.tsx';
import { CommandPalette } from './command-palette.tsx';
import { useFrameShortcuts } from './frame-shortcuts.ts';
import { SandboxBanner } from './sandbox-banner.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { Sidebar } from './sidebar.tsx';
import { useRouteFocus } from './use-route-focus.ts';

/** What stands around every screen: navigation on the left (below on phones), the sheet, the palette. */
export function AppFrame() {
  useShortcutListener();
  useFrameShortcuts();
  const { main, announcement } = useRouteFocus();
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <Sidebar />
      <div className={classes.sheet}>
        <SandboxBanner />
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      <BottomBar />
      <p className={classes.announcer} aria-live="polite">
        {announcement}
      </p>
      <CommandPalette />
      <ShortcutSheet />
    </div>
  );
}
