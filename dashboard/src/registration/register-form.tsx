import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { CallResult } from '#server/platform/http/contract.ts';
import { type readRegistration, register } from '#server/registration/contract.ts';
import { FoldedFreeDetails, nothingTold } from '../accounts/profile/free-details.tsx';
import { useChange } from '../api/index.ts';
import classes from '../sign-in/door.module.css';
import { NewPassword } from '../sign-in/new-password.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { browserZone } from '../ui/format.ts';
import { Consent, consentErrors } from './consent.tsx';
import { NotForPeople } from './not-for-people.tsx';
import { Phone } from './phone.tsx';
import { PostalAddress } from './postal-address.tsx';

interface RegisterFormProps {
  registration: CallResult<typeof readRegistration>;
  invitation: string | undefined;
  /** With the address that was written to. */
  onDone: (address: string) => void;
}

export function RegisterForm({ registration, invitation, onDone }: RegisterFormProps) {
  const create = useChange(register);
  // The first one: what is read anew when the window is looked at again was handed out a moment ago.
  const [handedOut] = useState(registration.form);
  const mustAgree = registration.policies.filter((policy) => policy.mustAgree);
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      name: registration.prepared?.name ?? '',
      email: registration.prepared?.email ?? '',
      password: '',
      organisation: registration.prepared?.organisation ?? '',
      postalAddress: '',
      phone: '',
      website: '',
      agreed: false,
      ...nothingTold,
    },
    validate: { agreed: (agreed) => (agreed ? null : 'Please read these and agree to them.') },
  });
  const submit = form.onSubmit(
    ({ agreed: _, ...given }) =>
      create.mutate(
        {
          body: {
            ...given,
            timeZone: browserZone(),
            form: handedOut,
            agreedTo: mustAgree.map(({ id }) => id),
            ...(invitation === undefined ? {} : { invitation }),
          },
        },
        {
          onSuccess: () => onDone(given.email.trim()),
          onError: (error) => form.setErrors(consentErrors(error)),
        },
      ),
    () => form.getInputNode('agreed')?.focus(),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div className={classes.two}>
          <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
          <TextInput
            label="Organisation"
            autoComplete="organization"
            required
            {...form.getInputProps('organisation')}
          />
        </div>
        <div className={classes.two}>
          <TextInput
            label="Email"
            type="email"
            description="You log in with it. We send a link to confirm it."
            autoComplete="email"
            required
            {...form.getInputProps('email')}
          />
          <Phone {...form.getInputProps('phone')} />
        </div>
        <NewPassword {...form.getInputProps('password')} />
        <PostalAddress {...form.getInputProps('postalAddress')} />
        <FoldedFreeDetails inputOf={(name) => form.getInputProps(name)} />
        <NotForPeople {...form.getInputProps('website')} />
        <hr className="perforation" />
        <Consent policies={mustAgree} {...form.getInputProps('agreed', { type: 'checkbox' })} />
        <FormFailure error={create.error} />
        <Button type="submit" size="md" loading={create.isPending}>
          Open the account
        </Button>
      </Stack>
    </form>
  );
}
