import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import type { CallResult } from '#server/platform/http/contract.ts';
import { listSignInProviders } from '#server/sign-in-providers/contract.ts';
import { acceptInvitation, joinByInvitation, readInvitation } from '#server/team/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Consent } from '../registration/consent.tsx';
import classes from '../sign-in/door.module.css';
import { Door } from '../sign-in/door.tsx';
import { NewPassword } from '../sign-in/new-password.tsx';
import { useTokenOfAddress } from '../sign-in/token-of-address.ts';
import { OfferButtons } from '../sign-in-providers/provider-buttons.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { Loaded } from '../ui/states.tsx';
import { InvitationWays, LostInvitation } from './invitation-ways.tsx';
import { roleWords } from './role-words.ts';

type ReadInvitation = CallResult<typeof readInvitation>;

/** Where an invitation's link leads: who invites to what, and one button. */
export function InvitationPage() {
  const token = useTokenOfAddress();
  const invitation = useCall(readInvitation, { body: { token } });
  if (invitation.error?.code === 'not_found') return <LostInvitation />;
  return (
    <Door
      title={invitation.data ? `Join ${invitation.data.account}` : 'An invitation'}
      lead={invitation.data ? <Lead invitation={invitation.data} /> : ''}
    >
      <Loaded query={invitation}>
        {(read) => (
          <InvitationWays
            invitation={read}
            accept={<Accept token={token} invitation={read} />}
            join={<Join invitation={read} token={token} />}
          />
        )}
      </Loaded>
    </Door>
  );
}

function Lead({ invitation: { inviter, role, isRestricted } }: { invitation: ReadInvitation }) {
  return (
    <>
      {inviter ?? 'Somebody'} invites you as {roleWords[role].label.toLowerCase()}: {roleWords[role].may}
      {isRestricted && ' All of it for certain lists alone.'}
    </>
  );
}

/** Everything on screen and kept so far is of another account, or of nobody. */
const enter = () => window.location.assign('/');

function Accept({ token, invitation }: { token: string; invitation: ReadInvitation }) {
  const accept = useChange(acceptInvitation);
  return (
    <Stack>
      <FormFailure error={accept.error} />
      <Button
        size="md"
        loading={accept.isPending}
        onClick={() => accept.mutate({ body: { token } }, { onSuccess: enter })}
      >
        Join {invitation.account}
      </Button>
    </Stack>
  );
}

interface Joining {
  invitation: ReadInvitation;
  token: string;
}

/** For somebody new: with a login elsewhere or a password, and first of all as the account wants it. */
function Join({ invitation, token }: Joining) {
  const { account, demandsProvider, providers: own } = invitation;
  const ofInstall = useCall(listSignInProviders).data?.items ?? [];
  const wish = { next: useLocation({ select: ({ href }) => href }), joining: token };
  const [first] = own;
  if (!demandsProvider || !first)
    return (
      <Stack gap="md">
        <OfferButtons offers={[...own, ...ofInstall]} {...wish} />
        {own.length + ofInstall.length > 0 && <Text c="dimmed">Or choose a password:</Text>}
        <JoinWithPassword invitation={invitation} token={token} />
      </Stack>
    );
  return (
    <Stack gap="md">
      <Text>
        Members of {account} come in through {first.label}.
      </Text>
      <OfferButtons offers={own} firstStandsOut {...wish} />
      <details className={classes.more}>
        <summary>Join another way</summary>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            You will see {account} only once you have linked your login with {first.label}.
          </Text>
          <OfferButtons offers={ofInstall} {...wish} />
          <JoinWithPassword invitation={invitation} token={token} />
        </Stack>
      </details>
    </Stack>
  );
}

function JoinWithPassword({ invitation, token }: Joining) {
  const join = useChange(joinByInvitation);
  const [agreed, setAgreed] = useState(false);
  const policies = invitation.policies.filter(({ mustAgree }) => mustAgree);
  const agreedTo = agreed ? policies.map(({ id }) => id) : [];
  const form = useForm({ mode: 'controlled', initialValues: { name: '', password: '' } });
  const submit = form.onSubmit((values) =>
    join.mutate(
      { body: { ...values, agreedTo, token } },
      { onSuccess: enter, onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label="Email" value={invitation.email} readOnly autoComplete="username" />
        <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
        <NewPassword {...form.getInputProps('password')} />
        {policies.length > 0 && (
          <Consent
            policies={policies}
            checked={agreed}
            error={fieldErrors(join.error).agreedTo}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
        )}
        <FormFailure error={join.error} />
        <Button type="submit" size="md" loading={join.isPending}>
          Join {invitation.account}
        </Button>
        <Text size="sm" c="dimmed">
          Not {invitation.email}?{' '}
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => <Link to="/login" search={{}} {...props} />}
          >
            Log in
          </Anchor>{' '}
          with your own address; this invitation is for that one alone.
        </Text>
      </Stack>
    </form>
  );
}
