import { Button, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import {
  type Contact,
  type FieldValue,
  listContactFields,
  updateContact,
} from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { Card } from '../../ui/card.tsx';
import { Editable } from '../../ui/editable.tsx';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { Loaded } from '../../ui/states.tsx';
import classes from './contact-page.module.css';
import { FieldInput } from './field-input.tsx';

/** Address and fields, edited in place; the button appears with the first change. */
export function DetailsCard({ contact }: { contact: Contact }) {
  const { isRestricted } = useSession();
  const fields = useCall(listContactFields);
  const [email, setEmail] = useState(contact.email);
  const [changes, setChanges] = useState<Record<string, FieldValue | null>>({});
  const save = useChange(updateContact, { refresh: ['/api/contacts'] });
  const errors = fieldErrors(save.error);
  const isChanged = email !== contact.email || Object.keys(changes).length > 0;
  const undo = () => {
    setEmail(contact.email);
    setChanges({});
    save.reset();
  };
  return (
    <Card title="Details">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const body = { ...(email === contact.email ? {} : { email }), fields: changes };
          save.mutate(
            { params: { id: contact.id }, body },
            { onSuccess: () => notifications.show({ message: 'Saved.', color: 'green' }) },
          );
        }}
      >
        <Editable when={useMay()(updateContact)}>
          <Stack>
            <TextInput
              label="Email"
              inputMode="email"
              autoComplete="off"
              value={email}
              error={errors.email}
              readOnly={isRestricted}
              description={
                isRestricted && 'Somebody who sees all lists can change it: other lists may use it too.'
              }
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <Loaded query={fields} skeleton={null}>
              {({ items }) => (
                <div className={classes.two}>
                  {items.map((field) => (
                    <FieldInput
                      key={field.key}
                      field={field}
                      value={
                        changes[field.key] === undefined
                          ? (contact.fields[field.key] ?? null)
                          : changes[field.key]!
                      }
                      error={errors[`fields.${field.key}`]}
                      onChange={(value) => setChanges((now) => ({ ...now, [field.key]: value }))}
                    />
                  ))}
                </div>
              )}
            </Loaded>
            <FormFailure error={save.error} />
            {isChanged && (
              <Group gap="xs">
                <Button type="submit" loading={save.isPending}>
                  Save
                </Button>
                <Button variant="subtle" color="gray" onClick={undo}>
                  Undo
                </Button>
              </Group>
            )}
          </Stack>
        </Editable>
      </form>
    </Card>
  );
}
