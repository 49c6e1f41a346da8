import { Anchor } from '@mantine/core';
import { IconClockX } from '@tabler/icons-react';
import { useSession } from '../sign-in/use-session.ts';
import { Banner } from '../ui/banner.tsx';
import { formatDay, plural } from '../ui/format.ts';
import { useReopening } from './use-reopening.ts';

/** While an account is being closed every screen says until when it is there, and owners how to keep it. */
export function ClosingBanner() {
  const { account, role } = useSession();
  const { closing } = account;
  if (closing === null) return null;
  return (
    <Banner label="Closing" icon={IconClockX}>
      <strong>
        This account is deleted {countdown(closing.at)}, on {formatDay(closing.at)}.
      </strong>{' '}
      {closing.by === 'operator' && `Those who run this service closed it: ${closing.comment} `}
      Until then you can read and export; nothing can be sent or changed.{' '}
      {role === 'owner' && closing.by === 'owner' && <Reopen />}
      {role !== 'owner' && closing.by === 'owner' && 'An owner can still keep it.'}
    </Banner>
  );
}

function Reopen() {
  const { reopen, busy } = useReopening();
  return (
    <Anchor component="button" type="button" inherit underline="always" disabled={busy} onClick={reopen}>
      Keep the account
    </Anchor>
  );
}

/** `in 12 days`, `tomorrow`, `within hours`. */
function countdown(at: string): string {
  const days = Math.round((Date.parse(at) - Date.now()) / 86_400_000);
  if (days < 1) return 'within hours';
  return days === 1 ? 'tomorrow' : `in ${plural(days, 'day')}`;
}
