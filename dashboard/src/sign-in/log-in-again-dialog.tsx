import { Anchor, Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getSecondStep } from '#server/second-factors/contract.ts';
import { getSession, logIn, type Session } from '#server/sign-in/contract.ts';
import { enterAccount } from '#server/team/contract.ts';
import { callOnce, isFailure, keyOf, settleLogIn, useCall, useChange } from '../api/index.ts';
import { PasskeyLogin } from '../second-factors/passkey-login.tsx';
import { SecondStepForm } from '../second-factors/second-step.tsx';
import { useWanted } from '../shell/on-demand.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { useTopEscape } from '../ui/top-escape.ts';
import { useUser } from './use-session.ts';

/** Over whatever somebody was doing when their session ended: they log in again, and it goes on. */
export default function LogInAgainDialog({ wanted }: { wanted: number }) {
  const [opened, close] = useWanted(wanted);
  const settle = (isBack: boolean) => {
    close();
    settleLogIn(isBack);
  };
  // Closing it would lose what was typed: only the button leads away.
  useTopEscape(opened, () => undefined);
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      title="You were logged out"
      zIndex={400}
    >
      {opened && <Again onBack={() => settle(true)} onLeave={() => settle(false)} />}
    </Modal>
  );
}

function Again({ onBack, onLeave }: { onBack: () => void; onLeave: () => void }) {
  const goOn = useGoOn(onBack);
  const [owes, setOwes] = useState(false);
  const client = useQueryClient();
  const beginAgain = () => {
    client.removeQueries({ queryKey: keyOf(getSecondStep) });
    setOwes(false);
  };
  return (
    <>
      <Text mb="md">
        Sessions end after a while, and when a password changes. Log in to go on: what you typed is still here
        and is saved as soon as you are back.
      </Text>
      {owes ? (
        <SecondStepForm onDone={goOn} onBack={beginAgain} />
      ) : (
        <Password onDone={goOn} onOwing={() => setOwes(true)} />
      )}
      <Text size="sm" c="dimmed" mt="lg">
        You can also{' '}
        <Anchor inherit underline="always" href="/login" target="_blank">
          log in in another tab
        </Anchor>{' '}
        and come back, or{' '}
        <Anchor inherit underline="always" component="button" type="button" onClick={onLeave}>
          leave without saving
        </Anchor>
        .
      </Text>
    </>
  );
}

function Password({ onDone, onOwing }: { onDone: (session: Session) => void; onOwing: () => void }) {
  const user = useUser();
  const [password, setPassword] = useState('');
  const enter = useChange(logIn);
  const submit = () =>
    enter.mutate(
      { body: { email: user.email, password } },
      {
        onSuccess: onDone,
        onError: (error) => isFailure(error, 'second_step_needed') && onOwing(),
      },
    );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <TextInput label="Email" value={user.email} readOnly autoComplete="username" />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          data-autofocus
          value={password}
          error={fieldErrors(enter.error).password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FormFailure error={enter.error} />
        <Button type="submit" size="md" loading={enter.isPending} disabled={password === ''}>
          Log in and go on
        </Button>
        <PasskeyLogin onDone={onDone} />
      </Stack>
    </form>
  );
}

/** Goes on as the same person in the same account; for anybody else the page is read anew. Also when another tab logged in. */
function useGoOn(onBack: () => void): (session: Session) => Promise<void> {
  const { data } = useCall(getSession);
  const { user, account } = data ?? {};
  const goOn = async (session: Session) => {
    if (session.user.id !== user?.id) return window.location.assign('/');
    if (account && session.account?.id !== account.id)
      await callOnce(enterAccount, { body: { accountId: account.id } }).catch(() =>
        window.location.assign('/'),
      );
    onBack();
  };
  useWindowEvent('focus', () => void callOnce(getSession).then(goOn, () => undefined));
  return goOn;
}
