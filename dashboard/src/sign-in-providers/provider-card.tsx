import { Button, Group, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import type {
  ChangedAccountProvider,
  ChangedProvider,
  ShownProvider,
} from '#server/sign-in-providers/contract.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Editable } from '../ui/editable.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './providers.module.css';

interface ProviderCardProps {
  provider: ShownProvider;
  ofAccount: boolean;
  mayChange: boolean;
  onChange: (change: ChangedProvider & ChangedAccountProvider) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
  onTest: () => Promise<void>;
}

/** One provider: what to enter there, what to enter here, and whom it lets in. */
export function ProviderCard(props: ProviderCardProps) {
  const { provider, ofAccount, mayChange, onChange } = props;
  const isComplete = provider.clientId !== '' && provider.hasSecret;
  return (
    <Card
      title={provider.label}
      aside={
        <StatusBadge tone={provider.enabled ? 'good' : 'quiet'}>
          {provider.enabled ? 'Enabled' : 'Not enabled'}
        </StatusBadge>
      }
    >
      <Stack gap="lg">
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {provider.issuer} · {whoLogsIn(provider)}
        </Text>
        <CopyField label="Redirect URI, to be entered there" value={provider.redirectUri} />
        {ofAccount && <CopyField label="Sign-in link, for the members" value={provider.signInLink} />}
        <Editable when={mayChange}>
          <ProviderForm key={provider.id} provider={provider} ofAccount={ofAccount} onChange={onChange} />
        </Editable>
        {mayChange && <Steering {...props} isComplete={isComplete} />}
      </Stack>
    </Card>
  );
}

const registering = {
  label: 'Strangers may open an account with it',
  description: 'Where registration is open to them, and with an address the provider vouches for.',
};
const enforcing = {
  label: 'Members must come in through it',
  description:
    'All but owners, who could otherwise be locked out. Sessions of members who came in otherwise end at once.',
};

function ProviderForm({
  provider,
  ofAccount,
  onChange,
}: Pick<ProviderCardProps, 'provider' | 'ofAccount' | 'onChange'>) {
  const { busy, error, run } = useRun();
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      label: provider.label,
      clientId: provider.clientId,
      clientSecret: '',
      special: ofAccount ? provider.enforced : provider.registers,
      trustsSecondFactor: provider.trustsSecondFactor,
      emailDomains: provider.emailDomains,
    },
  });
  const submit = form.onSubmit(({ clientSecret, special, ...values }) =>
    run(
      async () => {
        await onChange({
          ...values,
          ...(clientSecret !== '' && { clientSecret }),
          ...(ofAccount ? special !== provider.enforced && { enforced: special } : { registers: special }),
        });
        form.setFieldValue('clientSecret', '');
        notifications.show({ message: 'Saved.' });
      },
      (failure) => form.setErrors(fieldErrors(failure)),
    ),
  );
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack>
        <TextInput label="Name on the button" required {...form.getInputProps('label')} />
        <TextInput label="Client ID" autoComplete="off" {...form.getInputProps('clientId')} />
        <TextInput
          label="Client secret"
          type="password"
          autoComplete="new-password"
          description={
            provider.hasSecret
              ? 'Kept sealed and never shown. Leave empty to keep it.'
              : 'Kept sealed and never shown.'
          }
          placeholder={provider.hasSecret ? '••••••••' : ''}
          {...form.getInputProps('clientSecret')}
        />
        <TagsInput
          label="Email domains"
          description="Lets in only people whose address there is in one of these and vouched for. Everybody when empty."
          placeholder="company.example"
          acceptValueOnBlur
          {...form.getInputProps('emailDomains')}
        />
        <Switch
          {...(ofAccount ? enforcing : registering)}
          {...form.getInputProps('special', { type: 'checkbox' })}
        />
        <Switch
          label="Trust its second factor"
          description={
            ofAccount
              ? 'People who set one up here are not asked for it when they come in through it.'
              : 'People who set one up here are not asked for it again. Staff still show theirs for what staff may do.'
          }
          {...form.getInputProps('trustsSecondFactor', { type: 'checkbox' })}
        />
        <FormFailure error={error} />
        <Group justify="flex-end">
          <Button type="submit" variant="default" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Steering({
  provider,
  isComplete,
  onChange,
  onRemove,
  onTest,
}: ProviderCardProps & { isComplete: boolean }): ReactNode {
  const { busy, error, run } = useRun();
  return (
    <div>
      <div className={classes.actions}>
        {!provider.enabled && (
          <Button
            loading={busy}
            disabled={!isComplete}
            onClick={() => run(() => onChange({ enabled: true }))}
          >
            Enable
          </Button>
        )}
        <Button variant="default" disabled={!isComplete} loading={busy} onClick={() => run(onTest)}>
          Test it
        </Button>
        {provider.enabled && (
          <HarmButton
            label="Disable"
            title={`Disable ${provider.label}?`}
            action="Disable provider"
            onConfirm={() => onChange({ enabled: false })}
          >
            Nobody can log in with it, and the sessions it opened end. {whoLogsIn(provider)} It can be enabled
            again.
          </HarmButton>
        )}
        <HarmButton
          label="Remove"
          about={`Remove ${provider.label}`}
          title={`Remove ${provider.label}?`}
          action="Remove provider"
          onConfirm={onRemove}
        >
          {whoLogsIn(provider)}{' '}
          {provider.people > 0 && 'Their sessions end; who has no password has a link mailed to choose one.'}
        </HarmButton>
      </div>
      <Text size="sm" c="dimmed" mt="xs">
        {isComplete
          ? 'A test leads there and back, and changes nothing.'
          : 'Enter the redirect URI there, then save the client ID and secret it gives you.'}
      </Text>
      <FormFailure error={error} />
    </div>
  );
}

function whoLogsIn({ people }: ShownProvider): string {
  if (people === 0) return 'Nobody logs in with it.';
  return people === 1 ? 'One person logs in with it.' : `${people} people log in with it.`;
}

/** Something under way, and what came of it. */
function useRun() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (work: () => Promise<unknown>, onFailure?: (failure: unknown) => void) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (failure) {
      setError(failure);
      onFailure?.(failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
