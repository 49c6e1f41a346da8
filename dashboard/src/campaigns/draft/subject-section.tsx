import { Text, TextInput } from '@mantine/core';
import { InboxPreview } from './inbox-preview.tsx';
import { MergeMenu } from './merge-menu.tsx';
import type { Draft } from './use-draft.ts';
import { useRenderedWords } from './use-rendered-words.ts';

/** From this length on a phone's inbox cuts a subject. */
const cutAt = 60;

export function SubjectSection({ draft: { value, change } }: { draft: Draft }) {
  const rendered = useRenderedWords(value);
  return (
    <>
      <TextInput
        label="Subject"
        value={value.subject}
        onChange={(event) => change({ subject: event.currentTarget.value })}
        rightSection={
          <MergeMenu
            label="Add a merge tag to the subject"
            onPick={(tag) => change({ subject: value.subject + tag })}
          />
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={lengthNote(value.subject.length)}
      />
      <TextInput
        label="Preview text"
        value={value.preheader}
        onChange={(event) => change({ preheader: event.currentTarget.value })}
        rightSection={
          <MergeMenu
            label="Add a merge tag to the preview text"
            onPick={(tag) => change({ preheader: value.preheader + tag })}
          />
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description="Stands after the subject in most inboxes. Without it they show the first words of the mail."
      />
      <div>
        <Text size="sm" fw={550} mb={6}>
          In the inbox
        </Text>
        <InboxPreview
          from={value.fromName || value.fromEmail}
          subject={rendered.subject}
          preheader={rendered.preheader}
        />
      </div>
    </>
  );
}

function lengthNote(length: number): string {
  if (length === 0) return 'Say what it is about; about 40 characters read best.';
  if (length > cutAt) return `${length} characters; phones cut it after about ${cutAt}.`;
  return `${length} characters`;
}
