import { Kbd, UnstyledButton } from '@mantine/core';
import { IconBuildingLighthouse, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ProfileMenu } from '../accounts/profile-menu.tsx';
import { WaitingCount } from '../campaigns/approval/waiting-count.tsx';
import { useSession } from '../sign-in/use-session.ts';
import { Wordmark } from '../ui/mark.tsx';
import { palette } from './dialogs.ts';
import { destinations } from './navigation.ts';
import classes from './sidebar.module.css';

export function Sidebar() {
  const { user } = useSession();
  return (
    <aside className={classes.sidebar}>
      <Link to="/" className={classes.brand} aria-label="Mail Minion, home">
        <Wordmark />
      </Link>
      <UnstyledButton className={classes.find} onClick={palette.open}>
        <IconSearch size={16} aria-hidden="true" />
        <span>Find or do</span>
        <Kbd size="xs">{isApple ? '⌘' : 'Ctrl'} K</Kbd>
      </UnstyledButton>
      <nav aria-label="Main">
        <ul className={classes.links}>
          {destinations.map(({ label, to, icon: Icon }) => (
            <li key={label}>
              <Link to={to} className={classes.link} activeOptions={{ exact: to === '/' }}>
                <Icon size={19} stroke={1.75} aria-hidden="true" />
                {label}
                {to === '/campaigns' && <WaitingCount />}
              </Link>
            </li>
          ))}
          {user.isOperator && (
            <li>
              <Link to="/operator" className={classes.link}>
                <IconBuildingLighthouse size={19} stroke={1.75} aria-hidden="true" />
                Console
              </Link>
            </li>
          )}
        </ul>
      </nav>
      <div className={classes.foot}>
        <ProfileMenu />
      </div>
    </aside>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
