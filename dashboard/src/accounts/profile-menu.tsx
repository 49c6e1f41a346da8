import { type MantineColorScheme, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconChevronUp,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { logOut } from '#server/accounts/contract.ts';
import { useChange } from '../api/index.ts';
import classes from './profile-menu.module.css';
import { useSession } from './use-session.ts';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As this device', icon: IconDeviceDesktop },
] as const;

/** Who is logged in; light or dark; the way out. */
export function ProfileMenu() {
  const { user, account } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useLogOut();
  return (
    <Menu position="top-start" width={224} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.profile}>
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
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        >
          {schemes.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} stroke={1.75} />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconSettings size={16} stroke={1.75} />}
          renderRoot={(props) => <Link to="/settings" {...props} />}
        >
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={leave}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const initialOf = (name: string) => [...name][0]?.toUpperCase() ?? '·';

function useLogOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useChange(logOut);
  return () =>
    leave.mutate(
      {},
      {
        onSuccess: async () => {
          await navigate({ to: '/login', search: {} });
          client.clear();
        },
      },
    );
}
