import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { acceptStaffInvitation, joinStaff, readStaffInvitation } from '#server/operator/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Door } from '../../sign-in/door.tsx';
import { NewPassword } from '../../sign-in/new-password.tsx';
import { useTokenOfAddress } from '../../sign-in/token-of-address.ts';
import { InvitationWays, LostInvitation } from '../../team/invitation-ways.tsx';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { Loaded } from '../../ui/states.tsx';
import { staffWords } from './staff-words.ts';

type Invitation = CallResult<typeof readStaffInvitation>;

/** Where the link of an invitation to run the install leads. */
export function StaffInvitationPage() {
  const token = useTokenOfAddress();
  const invitation = useCall(readStaffInvitation, { body: { token } });
  if (invitation.error?.code === 'not_found') return <LostInvitation />;
  const { inviter, staffRole } = invitation.data ?? {};
  return (
    <Door
      title="Run this install"
      lead={
        staffRole &&
        `${inviter} invites you as ${staffWords[staffRole].label.toLowerCase()}: ${staffWords[staffRole].may}`
      }
    >
      <Loaded query={invitation}>
        {(read) => (
          <InvitationWays
            invitation={read}
            accept={<Accept token={token} />}
            join={<Join invitation={read} token={token} />}
          />
        )}
      </Loaded>
    </Door>
  );
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
