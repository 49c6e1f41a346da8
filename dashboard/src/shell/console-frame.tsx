import { Button, Text } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { consoleMenu } from '../operator/console-menu.ts';
import { GuessingBanner } from '../operator/guessing-banner.tsx';
import { SecondFactorGate } from '../operator/second-factor-gate.tsx';
import { useStaff } from '../operator/use-staff.ts';
import { useLogOut } from '../sign-in/use-log-out.ts';
import { Wordmark } from '../ui/mark.tsx';
import { SectionMenu } from '../ui/section-menu.tsx';
import frame from './app-frame.module.css';
import classes from './console-frame.module.css';
import { SessionDialogs } from './session-dialogs.tsx';
import { useRouteFocus } from './use-route-focus.ts';

/** What stands around the screens of those who run the install: its parts, and the way back to one's own account. */
export function ConsoleFrame() {
  const { account, may } = useStaff();
  const leave = useLogOut();
  const { main, announcement } = useRouteFocus();
  return (
    <div className={classes.frame}>
      <a href="#main" className={frame.skip}>
        Skip to content
      </a>
      <header className={classes.top}>
        <Link to="/operator" className={classes.brand}>
          <Wordmark />
          <span className={classes.place}>Console</span>
        </Link>
        <div className={classes.foot}>
          {account && (
            <Button size="xs" variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
              <Text span inherit truncate>
                Back to {account.name}
              </Text>
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={leave}>
            Log out
          </Button>
        </div>
      </header>
      <div className={classes.nav}>
        <SectionMenu label="Console" groups={consoleMenu(may)} />
      </div>
      <div className={classes.sheet}>
        <div className={frame.banners}>
          <GuessingBanner />
        </div>
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <SecondFactorGate>
            <Outlet />
          </SecondFactorGate>
        </main>
      </div>
      <p className={frame.announcer} aria-live="polite">
        {announcement}
      </p>
      <SessionDialogs />
    </div>
  );
}
