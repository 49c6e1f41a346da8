import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type RegistrationMode, readRegistration } from '#server/registration/contract.ts';
import { useCall } from '../api/index.ts';
import { Door } from '../sign-in/door.tsx';
import { useTokenOfAddress } from '../sign-in/token-of-address.ts';
import { RegisterWithProvider } from '../sign-in-providers/provider-buttons.tsx';
import { Loaded } from '../ui/states.tsx';
import { LookIntoMail } from './look-into-mail.tsx';
import { RegisterForm } from './register-form.tsx';

/** Where somebody opens an account, if this install lets them. */
export function RegisterPage() {
  const invitation = useTokenOfAddress() || undefined;
  const registration = useCall(readRegistration, { body: { invitation } });
  const [sentTo, setSentTo] = useState<string>();
  if (sentTo !== undefined) return <LookIntoMail address={sentTo} />;
  const { admitted, mode } = registration.data ?? {};
  if (mode && !admitted) return <NotAdmitted mode={mode} hasInvitation={invitation !== undefined} />;
  return (
    <Door
      wide
      title="Open an account"
      lead={
        <>
          One screen, about two minutes. You have one already? <LogInLink />.
        </>
      }
    >
      <Loaded query={registration}>
        {(found) => (
          <>
            <RegisterWithProvider invitation={invitation} />
            <RegisterForm registration={found} invitation={invitation} onDone={setSentTo} />
          </>
        )}
      </Loaded>
    </Door>
  );
}

function NotAdmitted({ mode, hasInvitation }: { mode: RegistrationMode; hasInvitation: boolean }) {
  const reason =
    mode === 'closed'
      ? 'This install takes no registrations. Ask whoever runs it for an account.'
      : hasInvitation
        ? 'It was used or withdrawn, or it is older than 14 days. Ask for a new one.'
        : 'Accounts here are by invitation. If you were sent one, open the link in that mail.';
  return (
    <Door
      title={hasInvitation && mode !== 'closed' ? 'This invitation does not work' : 'No registration here'}
      lead={reason}
    >
      <Button size="md" renderRoot={(props) => <Link to="/login" search={{}} {...props} />}>
        Log in
      </Button>
    </Door>
  );
}

const LogInLink = () => (
  <Anchor inherit underline="always" renderRoot={(props) => <Link to="/login" search={{}} {...props} />}>
    Log in
  </Anchor>
);
