import { Button, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlugConnected } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import {
  createSendingServer,
  type ServerKind,
  serverKinds,
  tryNewSendingServer,
} from '#server/delivery/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { MayNotPage } from '../../accounts/may-not-page.tsx';
import { type ApiFailure, useChange } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { Page } from '../../ui/page.tsx';
import { draftErrors, emptyDraft, newServerOf, type ServerDraft } from './draft.ts';
import classes from './form.module.css';
import { FormFoot } from './form-foot.tsx';
import { kindWords } from './kinds.tsx';
import { ServerForm, useServerForm } from './server-form.tsx';
import { usualPlan } from './warm-up-plan.ts';

const crumbs = [{ label: 'Sending', to: '/settings/sending' as const }];

/** First what kind of server, then its details; the kind is in the address bar, so going back chooses again. */
export function NewServerPage() {
  const search = useSearch({ from: '/app/settings/sending/servers/new' });
  const kind = serverKinds.find((known) => known === search.kind);
  const may = useMay();
  if (!may(createSendingServer)) return <MayNotPage title="Add a sending server" />;
  return kind ? <DetailsStep key={kind} kind={kind} /> : <KindStep />;
}

function KindStep() {
  const { user } = useSession();
  return (
    <Page title="How should mail leave?" tabTitle="Add a sending server" crumbs={crumbs}>
      <ul className={classes.kinds}>
        {serverKinds.map((kind) => (
          <li key={kind}>
            <KindCard kind={kind} allowed={kind !== 'mx' || user.staffRole === 'admin'} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function KindCard({ kind, allowed }: { kind: ServerKind; allowed: boolean }) {
  const { label, icon: Icon, text, needs } = kindWords[kind];
  const inside = (
    <>
      <Icon size={28} stroke={1.5} aria-hidden="true" />
      <Title order={2} size="h3">
        {label}
      </Title>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      {needs && (
        <>
          <Text size="sm" fw={550}>
            What must be true first
          </Text>
          <ul className={classes.needs}>
            {needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
  if (allowed)
    return (
      <Link to="/settings/sending/servers/new" search={{ kind }} className={classes.kind}>
        {inside}
      </Link>
    );
  return (
    <div className={classes.kind} aria-disabled="true">
      {inside}
      <Text size="sm">
        Mail would leave from this machine’s own address: for the operator of this install.
      </Text>
    </div>
  );
}

/** An address that delivers by itself is new to everybody, so it begins small unless somebody knows better. */
const beginningOf = (kind: ServerKind): ServerDraft => ({
  ...emptyDraft,
  name: kind === 'smtp' ? '' : kindWords[kind].label,
  warmUp: kind === 'mx' ? usualPlan() : null,
});

function DetailsStep({ kind }: { kind: ServerKind }) {
  const navigate = useNavigate();
  const form = useServerForm(beginningOf(kind));
  const create = useChange(createSendingServer, { refresh: ['/api/sending-servers', '/api/session'] });
  const attempt = useChange(tryNewSendingServer);
  const onError = ({ fields }: ApiFailure) => form.setErrors(draftErrors(kind, fields));
  return (
    <Page
      title={kindWords[kind].label}
      tabTitle="Add a sending server"
      lead={kind === 'mx' ? 'Nobody stands between this machine and your readers’ mail servers.' : undefined}
      crumbs={[...crumbs, { label: 'Add a server', to: '/settings/sending/servers/new' }]}
    >
      <ServerForm
        form={form}
        kind={kind}
        onSubmit={(draft) =>
          create.mutate(
            { body: newServerOf(kind, draft) },
            {
              onError,
              onSuccess: ({ name }) => {
                notifications.show({ message: `${name} is ready. Mail goes over it from now on.` });
                void navigate({ to: '/settings/sending' });
              },
            },
          )
        }
      >
        <FormFoot error={create.error ?? attempt.error} result={attempt.data}>
          {kind !== 'sandbox' && (
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={16} />}
              loading={attempt.isPending}
              onClick={() => {
                create.reset();
                attempt.mutate({ body: { server: newServerOf(kind, form.values) } }, { onError });
              }}
            >
              Check connection
            </Button>
          )}
          <Button type="submit" loading={create.isPending}>
            Add server
          </Button>
        </FormFoot>
      </ServerForm>
    </Page>
  );
}
