import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import {
  type ContactField,
  createContactField,
  deleteContactField,
  listContactFields,
  updateContactField,
} from '#server/audience/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { harmful } from '../../ui/harm-button.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { AudienceTabs } from '../contacts/audience-tabs.tsx';
import { DeleteField } from './delete-field.tsx';
import { FieldForm } from './field-form.tsx';
import { typeWord } from './field-types.ts';
import classes from './fields-page.module.css';

/** What the account keeps of each contact besides the address. */
export function FieldsPage() {
  const fields = useCall(listContactFields);
  const [opened, { open, close }] = useDisclosure();
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New field
    </Button>
  );
  return (
    <Page
      title="Contacts"
      tabTitle="Fields · Contacts"
      width="wide"
      actions={<IfMay call={createContactField}>{create}</IfMay>}
    >
      <AudienceTabs />
      <Text c="dimmed" mb="lg" maw={620}>
        What you keep of each contact besides the address. Every field can stand in a mail, as in{' '}
        <code>{'{{ contact.first_name }}'}</code>. An import makes new ones as it meets them.
      </Text>
      <Loaded query={fields}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No fields yet">
              Names, cities, birthdays: an import makes a field of each column you want to keep.
            </EmptyState>
          ) : (
            <Card>
              <ul className={classes.fields}>
                {items.map((field) => (
                  <FieldRow key={field.key} field={field} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      <FieldForm opened={opened} onClose={close} />
    </Page>
  );
}

function FieldRow({ field }: { field: ContactField }) {
  const [renaming, rename] = useDisclosure();
  const [deleting, remove] = useDisclosure();
  return (
    <li>
      <div className={classes.what}>
        <Text fw={600}>{field.label}</Text>
        <Text size="sm" c="dimmed">
          {typeWord(field.type)} · <code>{`contact.${field.key}`}</code>
        </Text>
      </div>
      <IfMay call={updateContactField}>
        <Button size="xs" variant="default" onClick={rename.open} aria-label={`Rename ${field.label}`}>
          Rename
        </Button>
      </IfMay>
      <IfMay call={deleteContactField}>
        <Button {...harmful} size="xs" onClick={remove.open} aria-label={`Delete ${field.label}`}>
          Delete
        </Button>
      </IfMay>
      <FieldForm opened={renaming} onClose={rename.close} field={field} />
      <DeleteField opened={deleting} onClose={remove.close} field={field} />
    </li>
  );
}
