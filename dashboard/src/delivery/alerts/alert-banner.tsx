import { Anchor, CloseButton, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type Alert, dismissAlert, listAlerts } from '#server/delivery/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { plural } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import classes from './alert-banner.module.css';

/** More than these would leave no room for the screen itself. */
const SHOWN = 2;

/** What somebody must look at, on every screen until it is mended or put away. */
export function AlertBanner() {
  const alerts = useCall(listAlerts, {}, { every: 15_000 });
  const items = alerts.data?.items ?? [];
  // The region is always there: what comes into it later is read out.
  return (
    <section aria-label="Alerts" aria-live="polite">
      {items.slice(0, SHOWN).map((alert) => (
        <OneAlert key={alert.id} alert={alert} />
      ))}
      {items.length > SHOWN && (
        <Text size="sm" className={classes.alert}>
          <Anchor
            inherit
            underline="always"
            renderRoot={(props) => <Link to="/settings/sending" {...props} />}
          >
            {plural(items.length - SHOWN, 'more alert')}
          </Anchor>
        </Text>
      )}
    </section>
  );
}

/** Leads to what an alert is about. */
function WhereToLook({ kind, subjectId }: Pick<Alert, 'kind' | 'subjectId'>) {
  if (kind === 'system_mail_given_up')
    return (
      <Anchor
        inherit
        underline="always"
        renderRoot={(props) => <Link to="/operator/system-mail/sent" {...props} />}
      >
        Look at system mail
      </Anchor>
    );
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props) => (
        <Link to="/settings/sending/servers/$id" params={{ id: subjectId }} {...props} />
      )}
    >
      Open the server
    </Anchor>
  );
}

function OneAlert({ alert: { id, kind, subjectId, text, raisedAt } }: { alert: Alert }) {
  const dismiss = useChange(dismissAlert, { refresh: ['/api/alerts'] });
  return (
    <div className={classes.alert}>
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden="true" />
      <Text size="sm" component="div" className={classes.words}>
        <p className={classes.text}>{text}</p>
        <WhereToLook kind={kind} subjectId={subjectId} />
        <span className={classes.when}>
          {' · '}
          <Ago at={raisedAt} />
        </span>
      </Text>
      <IfMay call={dismissAlert}>
        <CloseButton
          aria-label="Put this alert away"
          size="sm"
          disabled={dismiss.isPending}
          onClick={() => dismiss.mutate({ params: { id } })}
        />
      </IfMay>
    </div>
  );
}
