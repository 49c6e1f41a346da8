import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type DomainWarmUp,
  endDomainWarmUp,
  listDomainWarmUps,
  startDomainWarmUp,
} from '#server/delivery/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';
import { formatCount, formatDay } from '../../ui/format.ts';
import { HarmButton } from '../../ui/harm-button.tsx';
import { Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { PlanFields } from './plan-fields.tsx';
import { SenderDomain, useOwnDomain } from './sender-domain.tsx';
import classes from './servers.module.css';
import { todayInUtc, usualPlan } from './warm-up-plan.ts';

const refresh = ['/api/domain-warm-ups', '/api/delivery'];

/** Sending domains that receivers do not know yet, whichever server their mail leaves over. */
export function DomainWarmUps() {
  const warmUps = useCall(listDomainWarmUps);
  const [opened, { open, close }] = useDisclosure();
  const end = useChange(endDomainWarmUp, { refresh });
  return (
    <Card
      title="New sending domains"
      aside={
        <IfMay call={startDomainWarmUp}>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={open}>
            Warm up a domain
          </Button>
        </IfMay>
      }
    >
      <Text c="dimmed" maw={620}>
        Mailbox providers get to know a domain by its first weeks. A warm-up holds the domain to a little more
        each day, over all servers together; the rest waits for the next day and is not lost.
      </Text>
      <Loaded query={warmUps} skeleton={<RowsSkeleton />}>
        {({ items }) =>
          items.length > 0 && (
            <ul className={classes.list}>
              {items.map((warmUp) => (
                <li key={warmUp.domain} className={classes.row}>
                  <div className={classes.what}>
                    <Text fw={600}>{warmUp.domain}</Text>
                    <Text size="sm" c="dimmed">
                      {standingOf(warmUp)}
                    </Text>
                  </div>
                  <IfMay call={endDomainWarmUp}>
                    <HarmButton
                      size="xs"
                      label={endWords(warmUp)}
                      about={`${endWords(warmUp)} the warm-up of ${warmUp.domain}`}
                      title={`${endWords(warmUp)} this warm-up?`}
                      action={`${endWords(warmUp)} warm-up`}
                      onConfirm={() => end.mutateAsync({ params: { domain: warmUp.domain } })}
                    >
                      Mail from <strong>{warmUp.domain}</strong> is no longer held back for it. What waits
                      goes out as fast as the sending servers allow.
                    </HarmButton>
                  </IfMay>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={opened} onClose={close} title="Warm up a domain">
        {opened && <NewWarmUp onDone={close} />}
      </Modal>
    </Card>
  );
}

/** Only what goes on can be ended. */
const endWords = ({ warmingUp }: DomainWarmUp) => (warmingUp ? 'End' : 'Remove');

function standingOf({ startedOn, warmingUp }: DomainWarmUp): string {
  if (warmingUp)
    return `Day ${warmingUp.day} of ${warmingUp.days}: at most ${formatCount(warmingUp.today)} today`;
  return startedOn > todayInUtc() ? `Begins ${formatDay(startedOn, 'UTC')}` : 'Over; nothing is held back';
}

function NewWarmUp({ onDone }: { onDone: () => void }) {
  const [domain, setDomain] = useState(useOwnDomain());
  const [warmUp, setWarmUp] = useState(usualPlan);
  const start = useChange(startDomainWarmUp, { refresh });
  return (
    <DialogForm
      change={start}
      action="Begin today"
      onSubmit={() => start.mutate({ body: { domain, ...warmUp } }, { onSuccess: onDone })}
      onCancel={onDone}
    >
      <SenderDomain
        value={domain}
        error={fieldErrors(start.error).domain}
        onChange={(event) => setDomain(event.currentTarget.value)}
      />
      <PlanFields warmUp={warmUp} onChange={setWarmUp} />
    </DialogForm>
  );
}
