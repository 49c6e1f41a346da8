import { IconListCheck } from '@tabler/icons-react';
import { useSession } from '../sign-in/use-session.ts';
import { Banner } from '../ui/banner.tsx';

/** Whoever sees a part of an account knows that it is one: counts, reports and empty screens mean that part. */
export function RestrictedBanner() {
  const { isRestricted } = useSession();
  if (!isRestricted) return null;
  return (
    <Banner label="Your part of the account" icon={IconListCheck}>
      <strong>You see certain lists of this account,</strong> the people on them and campaigns to them.
    </Banner>
  );
}
