import { Button, Modal, Switch, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type AccountDomain,
  addAccountDomain,
  changeAccountDomain,
  checkAccountDomain,
  listAccountDomains,
  removeAccountDomain,
} from '#server/sign-in-providers/contract.ts';
import type { GivenRole } from '#server/team/contract.ts';
import { IfMay, useMay } from '../accounts/if-may.tsx';
import { useCall, useChange } from '../api/index.ts';
import { RoleChoice } from '../team/role-choice.tsx';
import { Card } from '../ui/card.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { DnsRecord } from '../ui/dns-record.tsx';
import { Editable } from '../ui/editable.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Loaded, RowsSkeleton } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './providers.module.css';

const refresh = ['/api/account-domains'];

/** The email domains of the account: who has an address there is led to its provider, and may join where that is wanted. */
export function DomainsCard() {
  const domains = useCall(listAccountDomains);
  const may = useMay();
  const [adding, { open, close }] = useDisclosure();
  return (
    <Card
      title="Your domains"
      aside={
        <IfMay call={addAccountDomain}>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={open}>
            Add a domain
          </Button>
        </IfMay>
      }
    >
      <Text size="sm" c="dimmed">
        Show with a record in its DNS that a domain is yours. The login page then leads people with an address
        there to your provider. You may also let them join this account by themselves, once your provider
        vouches for their address.
      </Text>
      <Loaded query={domains} skeleton={<RowsSkeleton />}>
        {({ items }) =>
          items.length > 0 && (
            <Editable when={may(changeAccountDomain)}>
              <ul className={classes.domains}>
                {items.map((domain) => (
                  <li key={domain.id} className={classes.domain}>
                    <Domain domain={domain} />
                  </li>
                ))}
              </ul>
            </Editable>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={close} title="Add an email domain">
        {adding && <NewDomain onDone={close} />}
      </Modal>
    </Card>
  );
}

function Domain({ domain: { id, domain, record, seenAt, isProved, joinsAs } }: { domain: AccountDomain }) {
  const params = { id };
  const check = useChange(checkAccountDomain, { refresh });
  const change = useChange(changeAccountDomain, { refresh });
  const remove = useChange(removeAccountDomain, { refresh });
  const join = (role: GivenRole | null) => change.mutate({ params, body: { joinsAs: role } });
  return (
    <>
      <div className={classes.domainHead}>
        <div className={classes.actions}>
          <Text fw={600}>{domain}</Text>
          <State seenAt={seenAt} isProved={isProved} />
        </div>
        <div className={classes.actions}>
          <Button
            size="xs"
            variant="default"
            aria-label={`Look for the record of ${domain}`}
            loading={check.isPending}
            onClick={() => check.mutate({ params })}
          >
            Look for the record
          </Button>
          <HarmButton
            size="xs"
            label="Remove"
            about={`Remove ${domain}`}
            title={`Remove ${domain}?`}
            action="Remove domain"
            onConfirm={() => remove.mutateAsync({ params })}
          >
            Nobody joins by it any more, and the login page leads nobody from it here. Members stay.
          </HarmButton>
        </div>
      </div>
      <DnsRecord {...record} />
      <Text size="sm" c="dimmed">
        {seenAt ? (
          <>
            Seen <Ago at={seenAt} />. Leave it there: it is looked for every six hours, and counts for three
            days after it was last seen.
          </>
        ) : (
          'Publish it where the DNS of the domain is kept, then have it looked for.'
        )}
      </Text>
      <FormFailure error={check.error} />
      <Switch
        label="People with an address there may join by themselves"
        description="New people your provider vouches for. Who logs in here already is invited, or links theirs."
        checked={joinsAs !== null}
        disabled={change.isPending}
        onChange={(event) => join(event.currentTarget.checked ? 'analyst' : null)}
      />
      {joinsAs && <RoleChoice value={joinsAs} onChange={join} />}
      <FormFailure error={change.error} />
    </>
  );
}

function State({ seenAt, isProved }: Pick<AccountDomain, 'seenAt' | 'isProved'>) {
  if (isProved) return <StatusBadge tone="good">Proved</StatusBadge>;
  return seenAt ? (
    <StatusBadge tone="warn">Its record is gone</StatusBadge>
  ) : (
    <StatusBadge tone="quiet">Waits for its record</StatusBadge>
  );
}

function NewDomain({ onDone }: { onDone: () => void }) {
  const [domain, setDomain] = useState('');
  const add = useChange(addAccountDomain, { refresh });
  return (
    <DialogForm
      change={add}
      action="Add domain"
      disabled={domain.trim() === ''}
      onSubmit={() => add.mutate({ body: { domain } }, { onSuccess: onDone })}
      onCancel={onDone}
    >
      <TextInput
        label="Domain"
        description="What stands behind the @ of your addresses. Subdomains are domains of their own."
        placeholder="company.example"
        autoComplete="off"
        data-autofocus
        required
        value={domain}
        error={fieldErrors(add.error).domain}
        onChange={(event) => setDomain(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
