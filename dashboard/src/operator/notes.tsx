import { Text } from '@mantine/core';
import {
  type OperatorNote,
  type OperatorsAccountDetail,
  removeOperatorNote,
  writeOperatorNote,
} from '#server/operator/contract.ts';
import rows from '../accounts/rows.module.css';
import { useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { NoteForm } from '../ui/note-form.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './operator.module.css';
import { useStaff } from './use-staff.ts';

const refresh = ['/api/operator'];

/** What the operators keep in mind about an account, among themselves. */
export function Notes({ account: { id, notes } }: { account: OperatorsAccountDetail }) {
  const { may } = useStaff();
  const write = useChange(writeOperatorNote, { refresh });
  return (
    <Card title="Notes">
      {notes.length === 0 && !may('operator:support') && <Text c="dimmed">None yet.</Text>}
      {may('operator:support') && (
        <NoteForm
          label="New note"
          description="For those who run this install; the account never sees it."
          maxLength={5000}
          action="Keep note"
          change={write}
          onWrite={(text, done) => write.mutate({ params: { id }, body: { text } }, done)}
        />
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
