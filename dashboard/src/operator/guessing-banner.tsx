import { Anchor } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { getHealthOfInstall } from '#server/operator/contract.ts';
import { useCall } from '../api/index.ts';
import { Banner } from '../ui/banner.tsx';

/** While logins fail for unusually many addresses, every screen of the console says so. */
export function GuessingBanner() {
  const { data } = useCall(getHealthOfInstall);
  const logins = data?.groups.flatMap(({ checks }) => checks).find(({ id }) => id === 'logins');
  if (logins?.state !== 'bad') return null;
  return (
    <Banner label="Logins" icon={IconShieldLock}>
      <strong>Somebody may be trying stolen passwords.</strong> {logins.says}{' '}
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/operator/health" {...props} />}>
        What to do
      </Anchor>
    </Banner>
  );
}
