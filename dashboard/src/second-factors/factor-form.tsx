import { Anchor, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Method } from '#server/second-factors/contract.ts';
import { ProviderLinks } from '../sign-in-providers/provider-links.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';

/** What the person gives: one of these. */
export type Given = { password: string } | { code: string } | { recoveryCode: string };

interface FactorFormProps {
  /** The first is offered first. */
  methods: readonly Method[];
  action: string;
  busy: boolean;
  error: unknown;
  onPasskey: () => void;
  onGiven: (given: Given) => void;
  /** Logins elsewhere that can be asked, where that is a way. */
  providers?: readonly { id: string; label: string }[];
}

const others: Record<Method, string> = {
  passkey: 'Use a passkey',
  code: 'Use a code of your app',
  recoveryCode: 'Use a recovery code',
  password: 'Use your password',
  provider: 'Use your login elsewhere',
};

/** One way to show who you are, and the way to the others. */
export function FactorForm({
  methods,
  action,
  busy,
  error,
  onPasskey,
  onGiven,
  providers = [],
}: FactorFormProps) {
  const [chosen, setChosen] = useState<Method>();
  const [text, setText] = useState('');
  const method = chosen ?? methods[0] ?? 'password';
  const choose = (other: Method) => {
    setChosen(other);
    setText('');
  };
  const submit = () => {
    if (method === 'passkey') return onPasskey();
    onGiven({ [method]: text } as Given);
  };
  const said = fieldErrors(error);
  const form = useRef<HTMLFormElement>(null);
  // Another way was chosen, or the first is known by now: there is but one thing to do next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each method the form has another beginning.
  useEffect(() => form.current?.querySelector<HTMLElement>('input, button, a')?.focus(), [method]);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <Field key={method} method={method} value={text} error={said[method]} onChange={setText} />
        <FormFailure error={said[method] && method !== 'passkey' ? undefined : error} />
        {method === 'provider' ? (
          <ProviderLinks providers={providers} />
        ) : (
          <Button
            type="submit"
            size="md"
            loading={busy}
            disabled={method !== 'passkey' && text.trim() === ''}
            leftSection={method === 'passkey' && <IconFingerprint size={18} />}
          >
            {method === 'passkey' ? 'Use a passkey' : action}
          </Button>
        )}
        <Group gap="md" justify="center">
          {methods
            .filter((other) => other !== method)
            .map((other) => (
              <Anchor key={other} component="button" type="button" size="sm" onClick={() => choose(other)}>
                {others[other]}
              </Anchor>
            ))}
        </Group>
      </Stack>
    </form>
  );
}

interface FieldProps {
  method: Method;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function Field({ method, value, error, onChange }: FieldProps) {
  const common = {
    value,
    error,
    // What can be given is read first: the dialog has put the focus elsewhere by then.
    autoFocus: true,
    'data-autofocus': true,
    required: true,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange(event.currentTarget.value),
  };
  if (method === 'passkey' || method === 'provider') return null;
  if (method === 'password')
    return <PasswordInput {...common} label="Password" autoComplete="current-password" />;
  if (method === 'code')
    return (
      <TextInput
        {...common}
        label="Code"
        description="The six digits your authenticator app shows now."
        inputMode="numeric"
        autoComplete="one-time-code"
      />
    );
  return (
    <TextInput
      {...common}
      label="Recovery code"
      description="One of those you kept. Each works once."
      autoComplete="off"
    />
  );
}
