import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import {
  type OperatorNote,
  type OperatorsAccountDetail,
  removeOperatorNote,
  writeOperatorNote,
} from '#server/operator/contract.ts';
import rows from '../accounts/rows.module.css';
import { useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './operator.module.css';
import { useStaff } from './use-staff.ts';

const refresh = ['/api/operator'];

/** What the operators keep in mind about an account, among themselves. */
export function Notes({ account: { id, notes } }: { account: OperatorsAccountDetail }) {
  const { may } = useStaff();
  const [text, setText] = useState('');
  const write = useChange(writeOperatorNote, { refresh });
  const save = () => write.mutate({ params: { id }, body: { text } }, { onSuccess: () => setText('') });
  return (
    <Card title="Notes">
      {notes.length === 0 && !may('operator:support') && <Text c="dimmed">None yet.</Text>}
      {may('operator:support') && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Stack gap="xs">
            <Textarea
              label="New note"
              description="For those who run this install; the account never sees it."
              autosize
              minRows={2}
              maxLength={5000}
              value={text}
              error={fieldErrors(write.error).text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <FormFailure error={write.error} />
            <Group justify="flex-end">
              <Button type="submit" variant="default" loading={write.isPending} disabled={text.trim() === ''}>
                Keep note
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      {notes.length > 0 && (
        <ul className={rows.rows}>
          {notes.map((note) => (
            <NoteRow key={note.id} accountId={id} note={note} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function NoteRow({ accountId, note }: { accountId: string; note: OperatorNote }) {
  const { may } = useStaff();
  const remove = useChange(removeOperatorNote, { refresh });
  return (
    <li>
      <div className={rows.about}>
        <Text className={classes.note}>{note.text}</Text>
        <Text size="sm" c="dimmed">
          {note.writtenBy ?? 'Somebody who is gone'} · <Ago at={note.writtenAt} />
        </Text>
      </div>
      {may('operator:support') && (
        <HarmButton
          size="xs"
          label="Remove"
          about={`Remove the note “${note.text.slice(0, 40)}”`}
          title="Remove this note?"
          action="Remove note"
          onConfirm={() => remove.mutateAsync({ params: { id: accountId, noteId: note.id } })}
        >
          Nobody can read it any more. The staff activity keeps that you removed one.
        </HarmButton>
      )}
    </li>
  );
}
