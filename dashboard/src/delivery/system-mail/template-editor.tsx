import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  changeSystemMailTemplate,
  previewSystemMail,
  resetSystemMailTemplate,
  type SystemMailTemplate,
} from '#server/delivery/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { harmful } from '../../ui/harm-button.tsx';
import { LeaveQuestion } from '../../ui/leave-question.tsx';
import { SaveButton } from '../../ui/save-button.tsx';
import { FieldList } from './field-list.tsx';
import { useSendToMyself } from './send-to-myself.tsx';
import classes from './system-mail.module.css';
import { TemplatePreview } from './template-preview.tsx';

const refresh = ['/api/operator/system-mail-templates'];

export function TemplateEditor({ template }: { template: SystemMailTemplate }) {
  // The words that were read here: what somebody else saves meanwhile neither replaces what is typed nor is overwritten by it.
  const [read, setRead] = useState(template);
  const { kind, title, changedAt, fields } = read;
  const [subject, setSubject] = useState(read.subject);
  const [text, setText] = useState(read.text);
  const begin = (saved: SystemMailTemplate) => {
    setRead(saved);
    setSubject(saved.subject);
    setText(saved.text);
  };
  const box = useRef<HTMLTextAreaElement>(null);
  const save = useChange(changeSystemMailTemplate, { refresh });
  const reset = useChange(resetSystemMailTemplate, { refresh });
  const [asking, { open, close }] = useDisclosure();
  const [shown] = useDebouncedValue({ subject, text }, 300);
  const preview = useCall(previewSystemMail, { params: { kind }, body: shown }, { keep: true });
  const faults = { ...preview.data?.faults, ...(save.isError ? fieldErrors(save.error) : {}) };
  const toMyself = useSendToMyself(kind, { subject, text });
  const isChanged = subject !== read.subject || text !== read.text;
  const isUnsaved = isChanged && !save.isPending;

  const insert = (name: string) => {
    const tag = `{{ ${name} }}`;
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = box.current ?? {};
    // At once, so that whoever types on does so behind it.
    flushSync(() => setText(text.slice(0, from) + tag + text.slice(to)));
    box.current?.focus();
    box.current?.setSelectionRange(from + tag.length, from + tag.length);
  };
  const type = (set: (value: string) => void) => (event: { currentTarget: { value: string } }) => {
    if (save.isError) save.reset();
    set(event.currentTarget.value);
  };
  const submit = () =>
    save.mutate(
      { params: { kind }, body: { subject, text, changedAt } },
      {
        onSuccess: (saved) => {
          begin(saved);
          notifications.show({ message: `“${title}” is sent in your words from now on.` });
        },
      },
    );
  return (
    <div className={classes.panes}>
      <Card title="Words">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          noValidate
        >
          <Stack mt="sm">
            <TextInput
              label="Subject"
              value={subject}
              onChange={type(setSubject)}
              error={faults.subject}
              maxLength={200}
            />
            <Textarea
              label="Text"
              description="An empty line begins a new paragraph. A line such as [Open it]({{ link }}) becomes a button."
              ref={box}
              value={text}
              onChange={type(setText)}
              error={faults.text}
              rows={16}
              resize="vertical"
            />
            <FieldList fields={fields} onPick={insert} />
            <FormFailure error={save.error ?? reset.error} />
            <Group>
              <SaveButton isChanged={isChanged} isSaving={save.isPending} />
              {toMyself.button}
              {changedAt && (
                <Button {...harmful} onClick={open}>
                  Back to the original
                </Button>
              )}
            </Group>
            {toMyself.outcome}
            <Text size="sm" c="dimmed">
              {changedAt ? 'These are your words.' : 'These are the original words. Change them as you like.'}
            </Text>
          </Stack>
        </form>
      </Card>
      <TemplatePreview preview={preview} />
      <ConfirmDialog
        opened={asking}
        onClose={close}
        title="Go back to the original words?"
        action="Go back"
        danger
        onConfirm={async () => begin(await reset.mutateAsync({ params: { kind } }))}
      >
        Your words of “{title}” are deleted. Mails that were sent stay as they were.
      </ConfirmDialog>
      <LeaveQuestion losesWords={() => isUnsaved} asksOnClosing={isUnsaved}>
        Your words are not saved yet. They are still here if you stay.
      </LeaveQuestion>
    </div>
  );
}
