import { Button, Stack, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { getSession } from '#server/sign-in/contract.ts';
import { useCall } from '../api/index.ts';
import { Door } from '../sign-in/door.tsx';
import { loginOnTheWayTo } from '../sign-in/local-path.ts';
import { useLogOut } from '../sign-in/use-log-out.ts';
import { EmptyState } from '../ui/states.tsx';

/** What stays of an invitation that is no longer good. */
export const LostInvitation = () => (
  <Door title="This invitation does not work" lead="">
    <EmptyState
      scene="lost"
      title="Ask for a new one"
      action={
        <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
          Log in
        </Button>
      }
    >
      It was used, replaced or withdrawn, or it is older than three days. If you joined with it already, log
      in.
    </EmptyState>
  </Door>
);

interface Ways {
  /** `isKnown`: whether somebody logs in with that address already. */
  invitation: { email: string; isKnown: boolean };
  /** For whom it is for, logged in. */
  accept: ReactNode;
  /** For somebody new. */
  join: ReactNode;
}

/** The ways on from an invitation's link: logged in as whom it is for, as somebody else, known but not logged in, or new. */
export function InvitationWays({ invitation: { email, isKnown }, accept, join }: Ways) {
  const session = useCall(getSession);
  if (session.isPending) return null;
  if (!session.data) return isKnown ? <LogInFirst email={email} /> : join;
  const own = session.data.user.email;
  return own.toLowerCase() === email.toLowerCase() ? accept : <SomebodyElse email={email} own={own} />;
}

function SomebodyElse({ email, own }: { email: string; own: string }) {
  const leave = useLogOut({ stays: true });
  return (
    <Stack>
      <Text>
        This invitation is for <strong>{email}</strong>, and you are logged in as <strong>{own}</strong>. Log
        out, and this page shows you the way in.
      </Text>
      <Button variant="default" onClick={leave}>
        Log out
      </Button>
    </Stack>
  );
}

function LogInFirst({ email }: { email: string }) {
  const here = useLocation({ select: ({ href }) => href });
  return (
    <Stack>
      <Text>
        You log in with <strong>{email}</strong> already. After that, one more press and you are in.
      </Text>
      <Button size="md" renderRoot={(props) => <Link {...loginOnTheWayTo(here)} {...props} />}>
        Log in
      </Button>
    </Stack>
  );
}
