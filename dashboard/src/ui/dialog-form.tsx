import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { FormFailure } from './form-failure.tsx';

export interface DialogFormProps {
  children: ReactNode;
  /** What is asked of the server: whether it is on its way, and what was refused. */
  change: { error: unknown; isPending: boolean };
  /** What the button does, as a verb: `Send invitation`. */
  action: string;
  onSubmit: (event: FormEvent<HTMLFormElement>) => unknown;
  onCancel: () => void;
  /** For what does harm. */
  danger?: boolean;
  disabled?: boolean;
}

/** The form within a dialog: its fields, what was refused, and the two ways out. The server says what is missing. */
export function DialogForm({
  children,
  change,
  action,
  onSubmit,
  onCancel,
  danger = false,
  disabled = false,
}: DialogFormProps) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit(event);
      }}
    >
      <Stack>
        {children}
        <FormFailure error={change.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={danger ? 'red' : undefined}
            loading={change.isPending}
            disabled={disabled}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
