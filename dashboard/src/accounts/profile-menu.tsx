import { Text, UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { IconChevronUp } from '@tabler/icons-react';
import { type ComponentPropsWithRef, lazy, Suspense, useState } from 'react';
import { useSession } from '../sign-in/use-session.ts';
import classes from './profile-menu.module.css';

const ProfileDropdown = lazy(() => import('./profile-dropdown.tsx'));

/** Who is logged in, and the menu behind it, which is fetched the first time it is opened. */
export function ProfileMenu() {
  const [wanted, setWanted] = useState(false);
  const closed = <ProfileButton aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)} />;
  if (!wanted) return closed;
  return (
    <Suspense fallback={closed}>
      <ProfileDropdown />
    </Suspense>
  );
}

export function ProfileButton(props: UnstyledButtonProps & ComponentPropsWithRef<'button'>) {
  const { user, account } = useSession();
  return (
    <UnstyledButton {...props} className={`${classes.profile} ${props.className ?? ''}`}>
      <span className={classes.initial} aria-hidden="true">
        {initialOf(account.name)}
      </span>
      <span className={classes.names}>
        <Text size="sm" fw={600} truncate>
          {account.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {user.name}
        </Text>
      </span>
      <IconChevronUp size={16} aria-hidden="true" />
    </UnstyledButton>
  );
}

const initialOf = (name: string) => [...name][0]?.toUpperCase() ?? '·';
