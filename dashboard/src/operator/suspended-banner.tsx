import { IconLock } from '@tabler/icons-react';
import { useSession } from '../sign-in/use-session.ts';
import { Banner } from '../ui/banner.tsx';

/** While an account is suspended every screen says why, and what is left to its people. */
export function SuspendedBanner() {
  const { account } = useSession();
  if (account.suspendedReason === null) return null;
  return (
    <Banner label="Suspended" icon={IconLock}>
      <strong>This account is suspended.</strong> {account.suspendedReason} You can read and export what is
      yours; nothing can be sent or changed.
    </Banner>
  );
}
