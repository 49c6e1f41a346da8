import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSettings, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { logOut } from '#server/accounts/contract.ts';
import { useChange } from '../api/index.ts';
import { ProfileButton } from './profile-menu.tsx';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As this device', icon: IconDeviceDesktop },
] as const;

/** Light or dark; the way to the settings; the way out. Opens as it comes. */
export default function ProfileDropdown() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useLogOut();
  return (
    <Menu defaultOpened position="top-start" width={224} withinPortal>
      <Menu.Target>
        <ProfileButton />
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
