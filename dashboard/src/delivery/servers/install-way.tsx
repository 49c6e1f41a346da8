import { Button, List, Text } from '@mantine/core';
import { IconHomeShare, IconPlugConnected } from '@tabler/icons-react';
import { checkMailRoute, getMailRoute, type listSendingServers } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { CheckResult } from './check-result.tsx';
import classes from './servers.module.css';

type Install = CallResult<typeof listSendingServers>['install'];

/** The way that is built in, and what it means. Only the operator changes it, where the install is started. */
export function InstallWay({ install }: { install: Install }) {
  const { user } = useSession();
  const may = useMay();
  const check = useChange(checkMailRoute);
  return (
    <section aria-labelledby="install-way" className={classes.others}>
      <h3 id="install-way">Without a sending server</h3>
      <div className={classes.row}>
        <IconHomeShare size={22} stroke={1.5} aria-hidden="true" className={classes.icon} />
        <div className={classes.what}>
          <div className={classes.name}>
            <Text fw={600}>{install.kind === 'smtp' ? 'The install’s mail server' : 'The sandbox'}</Text>
            <StatusBadge tone={install.inUse ? (install.kind === 'smtp' ? 'good' : 'warn') : 'quiet'}>
              {install.inUse ? 'In use' : 'Not in use'}
            </StatusBadge>
          </div>
          <Text size="sm" c="dimmed" maw={560}>
            {meaning(install)}
          </Text>
          <FormFailure error={check.error} />
          <div aria-live="polite">{check.data && <CheckResult result={check.data} />}</div>
          {user.staffRole === 'admin' && <HowToChange />}
        </div>
        {install.kind === 'smtp' && may(checkMailRoute) && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={check.isPending}
            onClick={() => check.mutate({ body: {} })}
          >
            Check
          </Button>
        )}
      </div>
    </section>
  );
}

function meaning({ kind, inUse }: Install): string {
  if (!inUse) return 'Not used while there is a sending server: mail that none of them can take waits.';
  return kind === 'smtp'
    ? 'Takes all your mail until you add a sending server.'
    : 'Mail stays on this machine, where you can read it as your readers would. It is not sent later.';
}

/** SMTP_URL: for whoever starts the install, and for all accounts without a server of their own. */
function HowToChange() {
  const route = useCall(getMailRoute);
  if (!route.data) return null;
  const { mode, host, port, howToConnect } = route.data;
  return (
    <details className={classes.how}>
      <summary>How it is set</summary>
      <Text size="sm" mb="sm">
        {mode === 'smtp' ? (
          <>
            By the setting <code>SMTP_URL</code>, now <code>{`${host}:${port}`}</code>, for all accounts
            without a sending server.
          </>
        ) : (
          <>
            With the setting <code>SMTP_URL</code> all accounts without a sending server get a mail server at
            once.
          </>
        )}
      </Text>
      <List type="ordered" size="sm" spacing={6} mb="sm">
        {howToConnect.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
      <CopyField
        label="For example"
        value="SMTP_URL='smtps://user:password@smtp.example.com:465' npm start"
      />
    </details>
  );
}
