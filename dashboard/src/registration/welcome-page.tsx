import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { getSetup, setUp } from '#server/registration/contract.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { timeZones } from '../accounts/time-zones.ts';
import { keyOf, useCall, useChange } from '../api/index.ts';
import classes from '../sign-in/door.module.css';
import { Door } from '../sign-in/door.tsx';
import { NewPassword } from '../sign-in/new-password.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { browserZone } from '../ui/format.ts';
import { PostalAddress } from './postal-address.tsx';

/** First run: everything the product must know before the first campaign, on one screen. */
export function WelcomePage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const create = useChange(setUp);
  const asksForCode = useCall(getSetup).data?.asksForCode ?? false;
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      name: '',
      email: '',
      password: '',
      organisation: '',
      postalAddress: '',
      timeZone: browserZone(),
      code: '',
    },
  });
  const submit = form.onSubmit(({ code, ...given }) =>
    create.mutate(
      { body: asksForCode ? { ...given, code } : given },
      {
        onSuccess: (session) => {
          client.setQueryData(keyOf(getSession), session);
          client.removeQueries({ queryKey: keyOf(getSetup) });
          navigate({ to: '/' });
        },
        onError: (error) => form.setErrors(fieldErrors(error)),
      },
    ),
  );
  return (
    <Door
      wide
      title="Hello. Let’s set up your post room."
      lead="One screen, about a minute. All of it can be changed later."
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {asksForCode && (
            <TextInput
              label="Set-up code"
              description="It was printed where Mail Minion was started, and shows that the install is yours."
              autoComplete="off"
              spellCheck={false}
              required
              {...form.getInputProps('code')}
            />
          )}
          <div className={classes.two}>
            <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
            <TextInput
              label="Email"
              type="email"
              autoComplete="email"
              required
              {...form.getInputProps('email')}
            />
          </div>
          <NewPassword {...form.getInputProps('password')} />
          <hr className="perforation" />
          <div className={classes.two}>
            <TextInput
              label="Organisation"
              description="Whoever the mail is from: a company, a club, you."
              autoComplete="organization"
              required
              {...form.getInputProps('organisation')}
            />
            <Select
              label="Time zone"
              description="Schedules and reports use it."
              data={timeZones}
              searchable
              limit={60}
              allowDeselect={false}
              {...form.getInputProps('timeZone')}
            />
          </div>
          <PostalAddress {...form.getInputProps('postalAddress')} />
          <Text size="sm" c="dimmed">
            This install gets terms, a privacy policy, an acceptable use policy and a data processing
            agreement in your organisation’s name, for you to read and edit. Opening the post room publishes
            them and agrees to them.
          </Text>
          <FormFailure error={create.error} />
          <Button type="submit" size="md" loading={create.isPending} mt="xs">
            Open the post room
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
