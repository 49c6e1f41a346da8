import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import {
  getRegistrationSettings,
  inviteToRegister,
  type RegistrationInvitation,
  type RegistrationMode,
  setRegistrationMode,
  withdrawRegistrationInvitation,
} from '#server/registration/contract.ts';
import rows from '../accounts/rows.module.css';
import { useCall, useChange } from '../api/index.ts';
import { useStaff } from '../operator/use-staff.ts';
import { Card } from '../ui/card.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Loaded, RowsSkeleton } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago } from '../ui/time.tsx';

const refresh = ['/api/operator/registration', '/api/registration'];

const modes: { value: RegistrationMode; label: string; description: string }[] = [
  { value: 'closed', label: 'Nobody', description: 'Accounts are prepared by you alone.' },
  { value: 'invitation', label: 'Whom you invite', description: 'By a link that works once, for 14 days.' },
  {
    value: 'open',
    label: 'Anybody',
    description: 'The login page leads to a form that everybody may fill in.',
  },
];

/** Who may open an account on this install, and who was invited to. For the operator. */
export function RegistrationSettings() {
  const { may } = useStaff();
  const settings = useCall(getRegistrationSettings);
  return (
    <Card title="Who may open an account">
      <Loaded query={settings} skeleton={<RowsSkeleton />}>
        {({ mode, invitations }) => (
          <Stack gap="lg">
            <ModeChoice mode={mode} />
            {mode !== 'closed' && may('operator:support') && <InviteForm />}
            {invitations.length > 0 && <Invitations invitations={invitations} />}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

function ModeChoice({ mode }: { mode: RegistrationMode }) {
  const { may } = useStaff();
  const change = useChange(setRegistrationMode, { refresh });
  const choose = (value: string) =>
    change.mutate(
      { body: { mode: value as RegistrationMode } },
      { onSuccess: () => notifications.show({ message: 'Saved.' }) },
    );
  return (
    <>
      <Radio.Group
        aria-label="Who may open an account"
        value={(change.isPending && change.variables.body?.mode) || mode}
        onChange={choose}
      >
        <Stack gap="sm">
          {modes.map((one) => (
            <Radio key={one.value} disabled={!may('operator:manage')} {...one} />
          ))}
        </Stack>
      </Radio.Group>
      {!may('operator:manage') && (
        <Text size="sm" c="dimmed">
          Admins of the install decide about it.
        </Text>
      )}
      <FormFailure error={change.error} />
    </>
  );
}

function InviteForm() {
  const invite = useChange(inviteToRegister, { refresh });
  const form = useForm({ mode: 'controlled', initialValues: { email: '' } });
  const submit = form.onSubmit((body) =>
    invite.mutate(
      { body },
      {
        onSuccess: ({ email }) => {
          form.reset();
          notifications.show({ message: `An invitation to ${email} is on its way.` });
        },
        onError: (error) => form.setErrors(fieldErrors(error)),
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-start" gap="sm">
        <TextInput
          label="Invite somebody to open an account"
          placeholder="name@company.example"
          type="email"
          autoComplete="off"
          style={{ flex: '1 1 240px' }}
          {...form.getInputProps('email')}
        />
        <Button type="submit" variant="default" mt={{ base: 0, sm: 25 }} loading={invite.isPending}>
          Send invitation
        </Button>
      </Group>
      {invite.error && !fieldErrors(invite.error).email && <FormFailure error={invite.error} />}
    </form>
  );
}

const removing = (email: string) => ({
  label: 'Remove',
  about: `Remove ${email} from this list`,
  title: 'Remove this line?',
  action: 'Remove line',
});
const withdrawing = (email: string) => ({
  label: 'Withdraw',
  about: `Withdraw the invitation to ${email}`,
  title: 'Withdraw this invitation?',
  action: 'Withdraw invitation',
});

function Invitations({ invitations }: { invitations: RegistrationInvitation[] }) {
  const { may } = useStaff();
  const withdraw = useChange(withdrawRegistrationInvitation, { refresh });
  return (
    <div>
      <Text fw={600}>Invited</Text>
      <ul className={rows.rows}>
        {invitations.map(({ id, email, account, createdAt, usedAt, expiresAt }) => (
          <li key={id}>
            <div className={rows.about}>
              <Group gap="xs">
                <Text span>{email}</Text>
                {usedAt && <StatusBadge tone="good">Used</StatusBadge>}
                {!usedAt && Date.parse(expiresAt) <= Date.now() && (
                  <StatusBadge tone="warn">Expired</StatusBadge>
                )}
              </Group>
              <Text size="sm" c="dimmed">
                {account !== null && `To open ${account} · `}Sent <Ago at={createdAt} />
              </Text>
            </div>
            {may('operator:support') && (
              <HarmButton
                size="xs"
                {...(usedAt ? removing(email) : withdrawing(email))}
                onConfirm={() => withdraw.mutateAsync({ params: { id } })}
              >
                {usedAt
                  ? 'Only this line goes. The account that was opened with it stays.'
                  : `The link that ${email} was sent stops working at once.`}
              </HarmButton>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
