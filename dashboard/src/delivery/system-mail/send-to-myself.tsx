import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { testSystemMail } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useChange } from '../../api/index.ts';

/** Sends the words as they stand, saved or not, filled with samples. */
export function useSendToMyself(kind: string, words: { subject: string; text: string }) {
  const test = useChange(testSystemMail, { refresh: ['/api/sandbox'] });
  const button = (
    <Button
      variant="default"
      onClick={() => test.mutate({ params: { kind }, body: words })}
      loading={test.isPending}
    >
      Send to myself
    </Button>
  );
  const outcome = (
    <div aria-live="polite">
      {test.data && <Outcome result={test.data} />}
      {test.error && (
        <Text size="sm" c="var(--mantine-color-error)">
          Not sent. {test.error.message}
        </Text>
      )}
    </div>
  );
  return { button, outcome };
}

function Outcome({ result: { email, accepted, text } }: { result: CallResult<typeof testSystemMail> }) {
  return (
    <Text size="sm" {...(!accepted && { c: 'var(--mantine-color-error)' })}>
      {accepted ? 'Sent' : 'Not sent'} to {email}: {text}.{' '}
      {accepted && text.includes('sandbox') && (
        <Anchor inherit underline="always" renderRoot={(props) => <Link to="/sandbox" {...props} />}>
          Open the sandbox
        </Anchor>
      )}
    </Text>
  );
}
