import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconPlugConnected } from '@tabler/icons-react';
import { checkMailRoute, getMailRoute, type MailRoute } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { ConnectMailServer } from '../connect-mail-server.tsx';
import classes from './sending.module.css';

/** How mail leaves, and whether that works, step by step in words. */
export function MailRouteCard() {
  const route = useCall(getMailRoute);
  const check = useChange(checkMailRoute);
  return (
    <Card
      title="Mail server"
      aside={
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} />}
          loading={check.isPending}
          onClick={() => check.mutate({ body: {} })}
        >
          Check connection
        </Button>
      }
    >
      <Loaded query={route} skeleton={null}>
        {(route) => (
          <>
            <RouteLine route={route} />
            <FormFailure error={check.error} />
            <div aria-live="polite">{check.data && <Steps result={check.data} />}</div>
            <details className={classes.how}>
              <summary>
                {route.mode === 'sandbox' ? 'Connect a mail server' : 'Use another mail server'}
              </summary>
              <div className={classes.howBody}>
                <ConnectMailServer />
              </div>
            </details>
          </>
        )}
      </Loaded>
    </Card>
  );
}

const encryptionWords = {
  tls: 'encrypted from the start',
  starttls: 'encrypted by STARTTLS',
  none: 'not encrypted',
};

function RouteLine({ route: { mode, host, port, encryption, logsIn } }: { route: MailRoute }) {
  if (mode === 'sandbox')
    return (
      <Group gap="sm" align="flex-start">
        <StatusBadge tone="warn">Sandbox</StatusBadge>
        <Text>Mail stays on this machine, to be read here.</Text>
      </Group>
    );
  return (
    <Group gap="sm" align="flex-start">
      <StatusBadge tone="good">Connected</StatusBadge>
      <Text>
        <code>
          {host}:{port}
        </code>
        , {encryptionWords[encryption]}, {logsIn ? 'with a login' : 'without a login'}
      </Text>
    </Group>
  );
}

function Steps({ result: { ok, steps } }: { result: CallResult<typeof checkMailRoute> }) {
  return (
    <div className={classes.result}>
      <Text fw={600}>{ok ? 'It works.' : 'It does not work yet.'}</Text>
      <ol className={classes.steps}>
        {steps.map(({ step, ok, text }) => (
          <li key={step} data-ok={ok}>
            {ok ? (
              <IconCircleCheck size={18} aria-label="Fine:" />
            ) : (
              <IconCircleX size={18} aria-label="Failed:" />
            )}
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
