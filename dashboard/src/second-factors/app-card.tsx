import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { renderSVG } from 'uqr';
import {
  beginAuthenticatorApp,
  confirmAuthenticatorApp,
  type Factors,
  removeAuthenticatorApp,
} from '#server/second-factors/contract.ts';
import { useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './second-factors.module.css';

const refresh = ['/api/second-factors'];

interface Props {
  app: Factors['authenticatorApp'];
  onCodes: (codes: string[] | null) => void;
}

export function AppCard({ app, onCodes }: Props) {
  const begin = useChange(beginAuthenticatorApp);
  const remove = useChange(removeAuthenticatorApp, { refresh });
  return (
    <Card
      title="Authenticator app"
      aside={
        app ? (
          <HarmButton
            label="Remove the app"
            title="Remove the authenticator app?"
            action="Remove app"
            onConfirm={() => remove.mutateAsync({})}
          >
            Its codes no longer log you in from this moment on. Without another second factor your password is
            enough again.
          </HarmButton>
        ) : (
          <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate({})}>
            Set up an app
          </Button>
        )
      }
    >
      <Text c="dimmed">
        {app ? (
          <>
            Shows a new code every 30 seconds. Set up <Ago at={app.confirmedAt} />
            {app.lastUsedAt && (
              <>
                , used <Ago at={app.lastUsedAt} />
              </>
            )}
            .
          </>
        ) : (
          'An app on your phone shows a new code every 30 seconds, and you type it after your password.'
        )}
      </Text>
      <FormFailure error={begin.error} />
      <Modal opened={begin.data !== undefined} onClose={begin.reset} title="Set up an authenticator app">
        {begin.data && (
          <Confirm
            link={begin.data.link}
            onDone={(codes) => {
              begin.reset();
              onCodes(codes);
            }}
          />
        )}
      </Modal>
    </Card>
  );
}

function Confirm({ link, onDone }: { link: string; onDone: (codes: string[] | null) => void }) {
  const [code, setCode] = useState('');
  const confirm = useChange(confirmAuthenticatorApp, { refresh });
  const said = fieldErrors(confirm.error).code;
  const picture = `data:image/svg+xml,${encodeURIComponent(renderSVG(link))}`;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ body: { code } }, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) });
      }}
    >
      <Stack>
        <Text>
          Scan this with your authenticator app, or{' '}
          <Anchor underline="always" href={link}>
            open the app on this device
          </Anchor>
          .
        </Text>
        <img className={classes.qr} src={picture} alt="QR code with the key for your app" />
        <CopyField label="Or type this key" value={new URL(link).searchParams.get('secret') ?? ''} />
        <TextInput
          label="Code"
          description="The six digits the app shows then."
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          value={code}
          error={said}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {!said && <FormFailure error={confirm.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={confirm.isPending} disabled={code.trim() === ''}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
