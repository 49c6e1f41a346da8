import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { askForPasswordLink } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { Door } from './door.tsx';

export function ForgottenPasswordPage() {
  const [email, setEmail] = useState('');
  const ask = useChange(askForPasswordLink);
  if (ask.isSuccess)
    return (
      <Door title="Look into your mailbox" lead={`If ${email} has a login here, a mail is on its way there.`}>
        <Stack gap="md" role="status">
          <Text>
            Its link works for 30 minutes. It may take a minute to arrive; look among the spam as well.
          </Text>
          <BackToLogin />
        </Stack>
      </Door>
    );
  return (
    <Door title="Forgotten your password?" lead="We mail you a link with which you choose a new one.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate({ body: { email } });
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            data-autofocus
            value={email}
            error={fieldErrors(ask.error).email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <FormFailure error={ask.error} />
          <Button type="submit" size="md" loading={ask.isPending}>
            Send the link
          </Button>
          <BackToLogin />
        </Stack>
      </form>
    </Door>
  );
}

export const BackToLogin = () => (
  <Anchor size="sm" renderRoot={(props) => <Link to="/login" search={{}} {...props} />}>
    Back to the login
  </Anchor>
);
