import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { createDkimKey, deleteDkimKey, listDkimKeys } from '#server/delivery/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { DnsRecord } from '../../ui/dns-record.tsx';
import { HarmButton } from '../../ui/harm-button.tsx';
import { Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { NewDkimKey } from './new-dkim-key.tsx';
import classes from './sending.module.css';

const refresh = ['/api/dkim-keys'];
const algorithms = { 'rsa-sha256': 'RSA, 2048 bits', 'ed25519-sha256': 'Ed25519' };

/** Keys that sign mail, each with the record its domain must publish. */
export function DkimKeys() {
  const keys = useCall(listDkimKeys);
  const [opened, { open, close }] = useDisclosure();
  const remove = useChange(deleteDkimKey, { refresh });
  return (
    <Card
      title="Signatures (DKIM)"
      aside={
        <IfMay call={createDkimKey}>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={open}>
            New key
          </Button>
        </IfMay>
      }
    >
      <Text c="dimmed" maw={620}>
        A signed mail proves that it comes from your domain; the large mailbox providers refuse bulk mail
        without it. Make a key, publish its record where your domain’s DNS is kept, and every mail from that
        domain is signed.
      </Text>
      <Loaded query={keys} skeleton={<RowsSkeleton />}>
        {({ items }) =>
          items.length > 0 && (
            <ul className={classes.keys}>
              {items.map((key) => (
                <li key={key.id} className={classes.key}>
                  <div className={classes.keyHead}>
                    <div>
                      <Text fw={600}>{key.domain}</Text>
                      <Text size="sm" c="dimmed">
                        {algorithms[key.algorithm]}, made <Ago at={key.createdAt} />
                      </Text>
                    </div>
                    <IfMay call={deleteDkimKey}>
                      <HarmButton
                        size="xs"
                        label="Delete"
                        about={`Delete the key ${key.selector} of ${key.domain}`}
                        title="Delete this key?"
                        action="Delete key"
                        onConfirm={() => remove.mutateAsync({ params: { id: key.id } })}
                      >
                        Mail from <strong>{key.domain}</strong> is no longer signed with it. Leave the DNS
                        record in place for some days, so that mail on its way can still be checked.
                      </HarmButton>
                    </IfMay>
                  </div>
                  <DnsRecord {...key.record} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={opened} onClose={close} title="New signing key">
        {opened && <NewDkimKey onDone={close} />}
      </Modal>
    </Card>
  );
}
