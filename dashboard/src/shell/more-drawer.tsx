import { Drawer, UnstyledButton } from '@mantine/core';
import { IconBuildingLighthouse, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ProfileMenu } from '../accounts/profile-menu.tsx';
import { useSession } from '../sign-in/use-session.ts';
import classes from './bottom-bar.module.css';
import { palette } from './dialogs.ts';
import { destinations } from './navigation.ts';
import { useWanted } from './on-demand.tsx';

/** On phones: what has no place in the bottom bar. */
export default function MoreDrawer({ wanted }: { wanted: number }) {
  const [opened, close] = useWanted(wanted);
  const { user } = useSession();
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="bottom"
      size="auto"
      title="More"
      radius="lg"
      styles={{ content: { height: 'auto' } }}
    >
      <div className={classes.more}>
        {destinations
          .filter(({ onPhone }) => !onPhone)
          .map(({ label, to, icon: Icon }) => (
            <Link key={label} to={to} className={classes.row} onClick={close}>
              <Icon size={20} stroke={1.75} aria-hidden="true" />
              {label}
            </Link>
          ))}
        {user.isOperator && (
          <Link to="/operator" className={classes.row} onClick={close}>
            <IconBuildingLighthouse size={20} stroke={1.75} aria-hidden="true" />
            Console
          </Link>
        )}
        <UnstyledButton
          className={classes.row}
          onClick={() => {
            close();
            palette.open();
          }}
        >
          <IconSearch size={20} stroke={1.75} aria-hidden="true" />
          Find or do
        </UnstyledButton>
        <hr className="perforation" />
        <ProfileMenu />
      </div>
    </Drawer>
  );
}
