import { ActionIcon, Autocomplete, Button, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Amount } from './amount.tsx';
import { emptyLimits } from './draft.ts';
import classes from './form.module.css';
import { receiverNames } from './receivers.ts';
import type { ServerFormApi } from './server-form.tsx';

/** Bounds for single receivers, such as Gmail, or one company that asked for less. */
export function ReceiverLimits({ form }: { form: ServerFormApi }) {
  const { groupLimits } = form.values;
  const add = () => form.insertListItem('groupLimits', { receiver: '', ...emptyLimits });
  return (
    <details className={classes.uncommon} open={groupLimits.length > 0 || undefined}>
      <summary>Limits for single receivers</summary>
      <div className={classes.stack}>
        <Text size="sm" c="dimmed">
          For one that takes less than the others. A known name stands for all domains of its operator; a
          domain stands for itself.
        </Text>
        {groupLimits.map((_, index) => (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the form
            key={index}
            className={classes.receiver}
            aria-label={`Limit ${index + 1} for a receiver`}
          >
            <Autocomplete
              label="Receiver"
              placeholder="Gmail, or example.com"
              data={receiverNames}
              limit={6}
              {...form.getInputProps(`groupLimits.${index}.receiver`)}
            />
            <Amount form={form} field={`groupLimits.${index}.perHour`} label="An hour" />
            <Amount form={form} field={`groupLimits.${index}.perDay`} label="A day" />
            <Amount form={form} field={`groupLimits.${index}.connections`} label="Connections" />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove limit ${index + 1}`}
              onClick={() => form.removeListItem('groupLimits', index)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </fieldset>
        ))}
        <div>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
            Add a receiver
          </Button>
        </div>
      </div>
    </details>
  );
}
