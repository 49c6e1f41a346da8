import { Button, Group, Modal, Stack, TagsInput, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { testCampaign } from '#server/campaigns/contract.ts';
import { useChange } from '../../api/index.ts';
import { SendAgainAfter } from '../../registration/send-again.tsx';
import { useSession } from '../../sign-in/use-session.ts';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { ContactPicker } from '../contact-picker.tsx';
import type { Draft } from './use-draft.ts';

/** Sends the saved campaign to a few addresses, which this browser remembers. */
export function TestDialog({
  draft,
  opened,
  onClose,
}: {
  draft: Draft;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Send a test">
      {opened && <TestForm draft={draft} />}
    </Modal>
  );
}

function TestForm({ draft }: { draft: Draft }) {
  const { user, account, mailRoute } = useSession();
  const [to, setTo] = useLocalStorage<string[]>({
    // Of each account apart: those of one client are nothing for another.
    key: `test-addresses-${account?.id}`,
    defaultValue: [user.email],
    getInitialValueInEffect: false,
  });
  const [contactId, setContactId] = useState<string>();
  const test = useChange(testCampaign, { refresh: ['/api/sandbox'] });
  const submit = async () => {
    const saved = await draft.save();
    if (saved) test.mutate({ params: { id: saved.id }, body: { to, ...(contactId ? { contactId } : {}) } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <TagsInput
          label="To"
          description={
            mailRoute === 'sandbox'
              ? 'It lands in the sandbox, whatever the address.'
              : 'Up to 10 addresses; Enter adds one.'
          }
          data-autofocus
          maxTags={10}
          value={to}
          onChange={setTo}
          error={fieldErrors(test.error).to}
          acceptValueOnBlur
        />
        <ContactPicker label="With the values of" value={contactId} onChange={setContactId} />
        <FormFailure error={test.error} />
        <SendAgainAfter error={test.error} />
        {test.data && (
          <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} aria-live="polite">
            {test.data.results.map(({ email, accepted, text }) => (
              <li key={email}>
                <Group gap="xs" wrap="nowrap" align="flex-start">
                  {accepted ? (
                    <IconCircleCheck size={18} aria-hidden="true" />
                  ) : (
                    <IconCircleX size={18} aria-hidden="true" />
                  )}
                  <Text size="sm">
                    <strong>{email}</strong> {accepted ? 'accepted' : 'refused'}: {text}
                  </Text>
                </Group>
              </li>
            ))}
          </ul>
        )}
        <Group justify="flex-end">
          {test.data && mailRoute === 'sandbox' && (
            <Button variant="subtle" renderRoot={(props) => <Link to="/sandbox" {...props} />}>
              Open the sandbox
            </Button>
          )}
          <Button type="submit" loading={test.isPending} disabled={to.length === 0}>
            Send test
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
