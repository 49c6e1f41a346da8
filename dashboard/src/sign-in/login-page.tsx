import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { readRegistration } from '#server/registration/contract.ts';
import { getSecondStep } from '#server/second-factors/contract.ts';
import { getSession, logIn, type Session } from '#server/sign-in/contract.ts';
import { call, isFailure, keyOf, useCall, useChange } from '../api/index.ts';
import { PasskeyLogin } from '../second-factors/passkey-login.tsx';
import { SecondStep } from '../second-factors/second-step.tsx';
import { OrganisationLogin } from '../sign-in-providers/organisation-login.tsx';
import { ProviderButtons } from '../sign-in-providers/provider-buttons.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { CookiesNeeded, refusesCookies } from './cookies-needed.tsx';
import { Door } from './door.tsx';
import { wayOn } from './local-path.ts';

export function LoginPage() {
  const router = useRouter();
  const client = useQueryClient();
  const next = wayOn(useSearch({ from: '/login' }).next, window.location.hash);
  const enter = useChange(logIn);
  const [refused, setRefused] = useState(refusesCookies);
  const form = useForm({ mode: 'controlled', initialValues: { email: '', password: '' } });
  const [owes, setOwes] = useState(false);
  const go = async (session: Session) => {
    if (await isCookieMissing()) return setRefused(true);
    client.clear();
    client.setQueryData(keyOf(getSession), session);
    router.history.push(next);
  };
  const submit = form.onSubmit((body) =>
    enter.mutate(
      { body },
      {
        onSuccess: go,
        onError: (error) =>
          isFailure(error, 'second_step_needed') ? setOwes(true) : form.setErrors(fieldErrors(error)),
      },
    ),
  );
  const beginAgain = () => {
    enter.reset();
    client.removeQueries({ queryKey: keyOf(getSecondStep) });
    setOwes(false);
  };
  if (owes) return <SecondStep onDone={go} onBack={beginAgain} />;
  return (
    <Door title="Welcome back" lead="Log in to your post room.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {refused && <CookiesNeeded />}
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            data-autofocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          <FormFailure error={enter.error} />
          <Button type="submit" size="md" loading={enter.isPending}>
            Log in
          </Button>
          <PasskeyLogin onDone={go} />
          <ProviderButtons next={next} />
          <OrganisationLogin
            email={form.values.email}
            next={next}
            onMissing={() => form.setFieldError('email', 'Type your address first.')}
          />
          <Anchor size="sm" renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>
            Forgotten your password?
          </Anchor>
        </Stack>
      </form>
      <RegisterLink />
    </Door>
  );
}

/** Where strangers may open accounts. */
function RegisterLink() {
  const { data } = useCall(readRegistration, { body: {} });
  if (!data?.admitted) return null;
  return (
    <Text mt="lg" ta="center">
      No account yet?{' '}
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/register" {...props} />}>
        Open one
      </Anchor>
    </Text>
  );
}

/** Some browsers say they take cookies and keep none: then the session that was just opened cannot be read. */
async function isCookieMissing(): Promise<boolean> {
  try {
    await call(getSession);
    return false;
  } catch (error) {
    return isFailure(error, 'not_logged_in');
  }
}
