import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { createApiKey, type KeyScope } from '#server/accounts/contract.ts';
import { useChange } from '../../api/index.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { type Expiry, ExpiryChoice, endOf } from './expiry-choice.tsx';
import { ScopeChoice } from './scope-choice.tsx';

/** The form for a key and, once it is made, the key: shown here and never again. */
export function NewKey({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<KeyScope[]>([]);
  const [{ expiry, day }, setExpiry] = useState<{ expiry: Expiry; day: string | null }>({
    expiry: '365',
    day: null,
  });
  // Pressing twice asks for the same key.
  const [now] = useState(() => new Date());
  const create = useChange(createApiKey, { refresh: ['/api/api-keys'] });
  if (create.data) return <MadeKey value={create.data.key} onDone={onDone} />;
  const wrong = fieldErrors(create.error);
  const ready = name.trim() !== '' && scopes.length > 0 && (expiry !== 'date' || day !== null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) create.mutate({ body: { name, scopes, expiresAt: endOf(expiry, day, now) } });
      }}
    >
      <Stack gap="lg">
        <TextInput
          label="Name"
          description="After what will use it, e.g. “Web shop”."
          data-autofocus
          required
          value={name}
          error={wrong.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ScopeChoice chosen={scopes} onChange={setScopes} error={wrong.scopes} />
        <ExpiryChoice
          expiry={expiry}
          day={day}
          error={wrong.expiresAt}
          onChange={(chosen, chosenDay) => setExpiry({ expiry: chosen, day: chosenDay })}
        />
        <FormFailure error={create.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={!ready}>
            Make key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function MadeKey({ value, onDone }: { value: string; onDone: () => void }) {
  const news = useRef<HTMLParagraphElement>(null);
  // The form is gone; whoever goes by keyboard goes on from here.
  useEffect(() => news.current?.focus(), []);
  return (
    <Stack>
      <Text ref={news} tabIndex={-1}>
        Here is the key. Keep it where your program finds it and nobody else does: it is{' '}
        <strong>shown only now</strong>.
      </Text>
      <CopyField label="API key" value={value} />
      <Text size="sm" c="dimmed">
        Send it as <code>Authorization: Bearer …</code>.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have kept it</Button>
      </Group>
    </Stack>
  );
}
