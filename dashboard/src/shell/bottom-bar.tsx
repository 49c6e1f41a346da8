import { UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { WaitingCount } from '../campaigns/approval/waiting-count.tsx';
import classes from './bottom-bar.module.css';
import { moreDrawer } from './dialogs.ts';
import { destinations } from './navigation.ts';

/** The navigation of phones, within reach of a thumb. */
export function BottomBar() {
  return (
    <nav aria-label="Main" className={classes.bar}>
      {destinations
        .filter(({ onPhone }) => onPhone)
        .map(({ label, to, icon: Icon }) => (
          <Link key={label} to={to} className={classes.item} activeOptions={{ exact: to === '/' }}>
            <Icon size={22} stroke={1.75} aria-hidden="true" />
            {label}
            {to === '/campaigns' && (
              <span className={classes.count}>
                <WaitingCount />
              </span>
            )}
          </Link>
        ))}
      <UnstyledButton className={classes.item} onClick={moreDrawer.open} aria-haspopup="dialog">
        <IconDots size={22} stroke={1.75} aria-hidden="true" />
        More
      </UnstyledButton>
    </nav>
  );
}
