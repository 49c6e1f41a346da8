import { Drawer, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ProfileMenu } from '../accounts/profile-menu.tsx';
import classes from './bottom-bar.module.css';
import { openPalette } from './command-palette.tsx';
import { destinations } from './navigation.ts';

/** The navigation of phones, within reach of a thumb. */
export function BottomBar() {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <nav aria-label="Main" className={classes.bar}>
        {destinations
          .filter(({ onPhone }) => onPhone)
          .map(({ label, to, icon: Icon }) => (
            <Link key={label} to={to} className={classes.item} activeOptions={{ exact: to === '/' }}>
              <Icon size={22} stroke={1.75} aria-hidden="true" />
              {label}
            </Link>
          ))}
        <UnstyledButton className={classes.item} onClick={open} aria-haspopup="dialog">
          <IconDots size={22} stroke={1.75} aria-hidden="true" />
          More
        </UnstyledButton>
      </nav>
      <Drawer opened={opened} onClose={close} position="bottom" size="auto" title="More" radius="lg">
        <div className={classes.more}>
          {destinations
            .filter(({ onPhone }) => !onPhone)
            .map(({ label, to, icon: Icon }) => (
              <Link key={label} to={to} className={classes.row} onClick={close}>
                <Icon size={20} stroke={1.75} aria-hidden="true" />
                {label}
              </Link>
            ))}
          <UnstyledButton
            className={classes.row}
            onClick={() => {
              close();
              openPalette();
            }}
          >
            <IconSearch size={20} stroke={1.75} aria-hidden="true" />
            Find or do
          </UnstyledButton>
          <hr className="perforation" />
          <ProfileMenu />
        </div>
      </Drawer>
    </>
  );
}
