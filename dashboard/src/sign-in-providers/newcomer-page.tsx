import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import type { CallResult } from '#server/platform/http/contract.ts';
import { getSession, type Session } from '#server/sign-in/contract.ts';
import { getNewcomer, joinAsNewcomer, registerNewcomer } from '#server/sign-in-providers/contract.ts';
import { FoldedFreeDetails, nothingTold } from '../accounts/profile/free-details.tsx';
import { isFailure, keyOf, useCall, useChange } from '../api/index.ts';
import { Consent, consentErrors } from '../registration/consent.tsx';
import { Phone } from '../registration/phone.tsx';
import { PostalAddress } from '../registration/postal-address.tsx';
import { Door } from '../sign-in/door.tsx';
import { LostInvitation } from '../team/invitation-ways.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { browserZone } from '../ui/format.ts';
import { Loaded } from '../ui/states.tsx';

/** Somebody whom a provider vouched for, and who is new here: what is missing for an account, or to join one. */
export function NewcomerPage() {
  const newcomer = useCall(getNewcomer);
  if (isFailure(newcomer.error, 'sign_in_over'))
    return (
      <Door title="Begin again" lead="Filling in took longer than ten minutes, or this was finished already.">
        <Button renderRoot={(props) => <Link to="/login" search={{}} {...props} />}>Back to the login</Button>
      </Door>
    );
  if (isFailure(newcomer.error, 'not_found')) return <LostInvitation />;
  const { joining } = newcomer.data ?? {};
  return (
    <Door
      title={joining ? `Join ${joining.account}` : newcomer.data ? 'Open an account' : 'One moment'}
      lead={newcomer.data && <Lead newcomer={newcomer.data} />}
    >
      <Loaded query={newcomer}>
        {(read) => (read.joining ? <JoinForm newcomer={read} /> : <NewcomerForm newcomer={read} />)}
      </Loaded>
    </Door>
  );
}

type Newcomer = CallResult<typeof getNewcomer>;

function Lead({ newcomer: { provider, email, joining } }: { newcomer: Newcomer }) {
  const from = `You come from ${provider}${email && ` as ${email}`}, and log in with it from now on.`;
  if (!joining) return `${from} A few things are missing.`;
  return joining.email === email ? from : `${from} Your address here is ${joining.email}.`;
}

/** What comes after the form: a session that was opened by it. */
function useEntering() {
  const router = useRouter();
  const client = useQueryClient();
  return (session: Session) => {
    client.clear();
    client.setQueryData(keyOf(getSession), session);
    router.history.replace('/');
  };
}

/** For who is invited to an account. */
function JoinForm({ newcomer: { name, joining, policies } }: { newcomer: Newcomer }) {
  const enter = useEntering();
  const join = useChange(joinAsNewcomer);
  const mustAgree = policies.filter((policy) => policy.mustAgree);
  const form = useForm({
    mode: 'controlled',
    initialValues: { name, agreed: mustAgree.length === 0 },
    validate: { agreed: (agreed) => (agreed ? null : 'Please read these and agree to them.') },
  });
  const submit = form.onSubmit(
    ({ name }) =>
      join.mutate(
        { body: { name, agreedTo: mustAgree.map(({ id }) => id) } },
        { onSuccess: enter, onError: (error) => form.setErrors(consentErrors(error)) },
      ),
    () => form.getInputNode('agreed')?.focus(),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        {mustAgree.length > 0 && (
          <Consent policies={mustAgree} {...form.getInputProps('agreed', { type: 'checkbox' })} />
        )}
        <FormFailure error={join.error} />
        <Button type="submit" size="md" loading={join.isPending}>
          Join {joining?.account}
        </Button>
      </Stack>
    </form>
  );
}

/** For who opens an account: what is missing for one. */
function NewcomerForm({ newcomer }: { newcomer: Newcomer }) {
  const enter = useEntering();
  const create = useChange(registerNewcomer);
  const mustAgree = newcomer.policies.filter((policy) => policy.mustAgree);
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      name: newcomer.name,
      organisation: '',
      phone: '',
      postalAddress: '',
      agreed: false,
      ...nothingTold,
    },
    validate: { agreed: (agreed) => (agreed ? null : 'Please read these and agree to them.') },
  });
  const submit = form.onSubmit(
    ({ agreed: _, ...given }) =>
      create.mutate(
        { body: { ...given, timeZone: browserZone(), agreedTo: mustAgree.map(({ id }) => id) } },
        { onSuccess: enter, onError: (error) => form.setErrors(consentErrors(error)) },
      ),
    () => form.getInputNode('agreed')?.focus(),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput
          label="Organisation"
          autoComplete="organization"
          required
          data-autofocus
          {...form.getInputProps('organisation')}
        />
        <Phone {...form.getInputProps('phone')} />
        <PostalAddress {...form.getInputProps('postalAddress')} />
        <FoldedFreeDetails inputOf={(name) => form.getInputProps(name)} />
        <Consent policies={mustAgree} {...form.getInputProps('agreed', { type: 'checkbox' })} />
        <FormFailure error={create.error} />
        <Button type="submit" size="md" loading={create.isPending}>
          Open the account
        </Button>
      </Stack>
    </form>
  );
}
