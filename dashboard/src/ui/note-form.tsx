import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { FormFailure, fieldErrors } from './form-failure.tsx';

interface NoteFormProps {
  label: string;
  /** Who reads it. */
  description: string;
  /** Characters. */
  maxLength: number;
  action: string;
  change: { error: unknown; isPending: boolean };
  /** Keeps what was written and calls `onSuccess`, whereupon there is room for the next. */
  onWrite: (text: string, done: { onSuccess: () => void }) => void;
}

/** Room for a note that is added to others; what could not be kept stays in it. */
export function NoteForm({ label, description, maxLength, action, change, onWrite }: NoteFormProps) {
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onWrite(text, { onSuccess: () => setText('') });
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={label}
          description={description}
          autosize
          minRows={2}
          maxLength={maxLength}
          value={text}
          error={fieldErrors(change.error).text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FormFailure error={change.error} />
        <Group justify="flex-end">
          <Button type="submit" variant="default" loading={change.isPending} disabled={text.trim() === ''}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
