import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useSearch } from '@tanstack/react-router';
import {
  acceptStaffInvitation,
  getSession,
  joinStaff,
  readStaffInvitation,
} from '#server/accounts/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useCall, useChange } from '../../../api/index.ts';
import { FormFailure, fieldErrors } from '../../../ui/form-failure.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { Door } from '../../door.tsx';
import { NewPassword } from '../../new-password.tsx';
import { useLogOut } from '../../use-log-out.ts';
import { staffWords } from './staff-words.ts';

type Invitation = CallResult<typeof readStaffInvitation>;

/** Where the link of an invitation to run the install leads. */
export function StaffInvitationPage() {
  const { token = '' } = useSearch({ from: '/staff-invitation' });
  const invitation = useCall(readStaffInvitation, { body: { token } });
  if (invitation.error?.code === 'not_found')
    return (
      <Door title="This invitation does not work" lead="">
        <EmptyState scene="lost" title="Ask for a new one">
          It was used, replaced or withdrawn, or it is older than three days.
        </EmptyState>
      </Door>
    );
  const { inviter, staffRole } = invitation.data ?? {};
  return (
    <Door
      title="Run this install"
      lead={
        staffRole &&
        `${inviter} invites you as ${staffWords[staffRole].label.toLowerCase()}: ${staffWords[staffRole].may}`
      }
    >
      <Loaded query={invitation}>{(read) => <Ways invitation={read} token={token} />}</Loaded>
    </Door>
  );
}

/** Logged in as whom it is for, as somebody else, known but not logged in, or new. */
function Ways({ invitation, token }: { invitation: Invitation; token: string }) {
  const session = useCall(getSession);
  if (session.isPending) return null;
  if (!session.data)
    return invitation.isKnown ? (
      <LogInFirst invitation={invitation} token={token} />
    ) : (
      <Join invitation={invitation} token={token} />
    );
  const isTheirs = session.data.user.email.toLowerCase() === invitation.email.toLowerCase();
  return isTheirs ? <Accept token={token} /> : <SomebodyElse email={invitation.email} />;
}

/** What is kept so far is of another role, or of nobody. */
const enter = () => window.location.assign('/operator');

function Accept({ token }: { token: string }) {
  const accept = useChange(acceptStaffInvitation);
  return (
    <Stack>
      <FormFailure error={accept.error} />
      <Button
        size="md"
        loading={accept.isPending}
        onClick={() => accept.mutate({ body: { token } }, { onSuccess: enter })}
      >
        Accept
      </Button>
    </Stack>
  );
}

function SomebodyElse({ email }: { email: string }) {
  const leave = useLogOut();
  return (
    <Stack>
      <Text>
        This invitation is for <strong>{email}</strong>, and you are logged in with another address. Log out,
        then open the link again.
      </Text>
      <Button variant="default" onClick={leave}>
        Log out
      </Button>
    </Stack>
  );
}

function LogInFirst({ invitation, token }: { invitation: Invitation; token: string }) {
  const next = `/staff-invitation?token=${encodeURIComponent(token)}`;
  return (
    <Stack>
      <Text>
        You log in with <strong>{invitation.email}</strong> already. After that, one more press and you are
        in.
      </Text>
      <Button size="md" renderRoot={(props) => <Link to="/login" search={{ next }} {...props} />}>
        Log in
      </Button>
    </Stack>
  );
}

function Join({ invitation, token }: { invitation: Invitation; token: string }) {
  const join = useChange(joinStaff);
  const form = useForm({ mode: 'controlled', initialValues: { name: '', password: '' } });
  const submit = form.onSubmit((values) =>
    join.mutate(
      { body: { ...values, token } },
      { onSuccess: enter, onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label="Email" value={invitation.email} readOnly autoComplete="username" />
        <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
        <NewPassword {...form.getInputProps('password')} />
        <FormFailure error={join.error} />
        <Button type="submit" size="md" loading={join.isPending}>
          Join
        </Button>
        <Text size="sm" c="dimmed">
          Next you add a passkey or an authenticator app.
        </Text>
      </Stack>
    </form>
  );
}
