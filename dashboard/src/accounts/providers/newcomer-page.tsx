import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { getNewcomer, getSession, registerNewcomer } from '#server/accounts/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { isFailure, keyOf, useCall, useChange } from '../../api/index.ts';
import { FormFailure } from '../../ui/form-failure.tsx';
import { browserZone } from '../../ui/format.ts';
import { Loaded } from '../../ui/states.tsx';
import { Door } from '../door.tsx';
import { Consent, consentErrors } from '../registration/consent.tsx';
import { PostalAddress } from '../registration/postal-address.tsx';

/** Somebody whom a provider vouched for, and who has no account yet: what is missing for one. */
export function NewcomerPage() {
  const newcomer = useCall(getNewcomer);
  if (isFailure(newcomer.error, 'sign_in_over'))
    return (
      <Door title="Begin again" lead="Filling in took longer than ten minutes, or this was finished already.">
        <Button renderRoot={(props) => <Link to="/login" search={{}} {...props} />}>Back to the login</Button>
      </Door>
    );
  return (
    <Door title="Open an account" lead={<Lead newcomer={newcomer.data} />}>
      <Loaded query={newcomer}>{(read) => <NewcomerForm newcomer={read} />}</Loaded>
    </Door>
  );
}

function Lead({ newcomer }: { newcomer: CallResult<typeof getNewcomer> | undefined }) {
  if (!newcomer) return 'One moment.';
  return `You come from ${newcomer.provider} as ${newcomer.email}, and log in with it from now on. A few things are missing.`;
}

function NewcomerForm({ newcomer }: { newcomer: CallResult<typeof getNewcomer> }) {
  const router = useRouter();
  const client = useQueryClient();
  const create = useChange(registerNewcomer);
  const mustAgree = newcomer.policies.filter((policy) => policy.mustAgree);
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: newcomer.name, organisation: '', postalAddress: '', agreed: false },
    validate: { agreed: (agreed) => (agreed ? null : 'Please read these and agree to them.') },
  });
  const submit = form.onSubmit(({ agreed: _, ...given }) =>
    create.mutate(
      { body: { ...given, timeZone: browserZone(), agreedTo: mustAgree.map(({ id }) => id) } },
      {
        onSuccess: (session) => {
          client.clear();
          client.setQueryData(keyOf(getSession), session);
          router.history.replace('/');
        },
        onError: (error) => form.setErrors(consentErrors(error)),
      },
    ),
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
        <PostalAddress {...form.getInputProps('postalAddress')} />
        <Consent policies={mustAgree} {...form.getInputProps('agreed', { type: 'checkbox' })} />
        <FormFailure error={create.error} />
        <Button type="submit" size="md" loading={create.isPending}>
          Open the account
        </Button>
      </Stack>
    </form>
  );
}
