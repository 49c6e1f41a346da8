import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconBuilding,
  IconDeviceDesktop,
  IconFileText,
  IconLogout,
  IconMoon,
  IconSettings,
  IconShieldLock,
  IconSun,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useLogOut } from '../sign-in/use-log-out.ts';
import { switchAccount } from '../team/switch-account.ts';
import { useOtherAccounts } from '../team/use-my-accounts.ts';
import { ProfileButton } from './profile-menu.tsx';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As this device', icon: IconDeviceDesktop },
] as const;

/** Other accounts; light or dark; the way to the settings; the way out. Opens as it comes. */
export default function ProfileDropdown() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useLogOut();
  const accounts = useOtherAccounts();
  return (
    <Menu defaultOpened position="top-start" width={224} withinPortal>
      <Menu.Target>
        <ProfileButton />
      </Menu.Target>
      <Menu.Dropdown>
        {accounts.length > 0 && (
          <>
            <Menu.Label>Go to account</Menu.Label>
            {accounts.map(({ id, name }) => (
              <Menu.Item
                key={id}
                leftSection={<IconBuilding size={16} stroke={1.75} />}
                onClick={() => switchAccount(id).catch(sayWhy)}
              >
                {name}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
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
        <Menu.Item
          leftSection={<IconShieldLock size={16} stroke={1.75} />}
          renderRoot={(props) => <Link to="/settings/security" {...props} />}
        >
          Security
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileText size={16} stroke={1.75} />}
          renderRoot={(props) => <Link to="/agreements" {...props} />}
        >
          Policies
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={leave}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const sayWhy = (error: Error) => notifications.show({ color: 'red', message: error.message });
