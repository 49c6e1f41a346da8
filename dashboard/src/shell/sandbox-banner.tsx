import { Anchor } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { createSendingServer } from '#server/delivery/contract.ts';
import { IfMay } from '../accounts/if-may.tsx';
import { useSession } from '../sign-in/use-session.ts';
import { Banner } from '../ui/banner.tsx';

/** While mail stays on this machine every screen says so: nobody should believe they have mailed anyone. */
export function SandboxBanner() {
  const { mailRoute, isRestricted } = useSession();
  if (mailRoute !== 'sandbox') return null;
  return (
    <Banner label="Sandbox" icon={IconShieldCheck}>
      <strong>Nothing leaves this machine.</strong> What you send is kept in the{' '}
      {isRestricted ? (
        'sandbox'
      ) : (
        <Anchor inherit underline="always" renderRoot={(props) => <Link to="/sandbox" {...props} />}>
          sandbox
        </Anchor>
      )}
      .{' '}
      <IfMay call={createSendingServer}>
        <Anchor
          inherit
          underline="always"
          renderRoot={(props) => <Link to="/settings/sending/servers/new" {...props} />}
        >
          Connect a mail server
        </Anchor>
      </IfMay>
    </Banner>
  );
}
