import { Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import banner from '../../shell/sandbox-banner.module.css';
import { useSession } from '../use-session.ts';

/** While an account is suspended every screen says why, and what is left to its people. */
export function SuspendedBanner() {
  const { account } = useSession();
  if (account.suspendedReason === null) return null;
  return (
    <section className={banner.banner} aria-label="Suspended">
      <IconLock size={18} stroke={1.75} aria-hidden="true" />
      <Text size="sm" component="p">
        <strong>This account is suspended.</strong> {account.suspendedReason} You can read and export what is
        yours; nothing can be sent or changed.
      </Text>
    </section>
  );
}
