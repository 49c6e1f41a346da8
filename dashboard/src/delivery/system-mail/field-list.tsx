import { Text, UnstyledButton } from '@mantine/core';
import type { SystemMailTemplate } from '#server/delivery/contract.ts';
import classes from './system-mail.module.css';

/** What the mail can say; pressing one puts it where the cursor is. */
export function FieldList({
  fields,
  onPick,
}: {
  fields: SystemMailTemplate['fields'];
  onPick: (name: string) => void;
}) {
  return (
    <div>
      <Text size="sm" fw={600} id="what-can-be-said">
        It can say
      </Text>
      <ul className={classes.fields} aria-labelledby="what-can-be-said">
        {fields.map(({ name, about }) => (
          <li key={name}>
            <UnstyledButton
              onClick={() => onPick(name)}
              aria-label={`Insert ${name}`}
              fz="sm"
              ff="monospace"
              c="var(--mm-accent)"
              py={2}
            >{`{{ ${name} }}`}</UnstyledButton>
            <Text size="sm" c="dimmed" span>
              {about}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
