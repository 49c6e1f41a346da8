import { TextInput } from '@mantine/core';
import type { Draft } from './use-draft.ts';

/** Who the mail is from. */
export function FromSection({ draft: { value, change } }: { draft: Draft }) {
  return (
    <>
      <TextInput
        label="Name"
        description="What readers see first. A name they know is opened more often."
        value={value.fromName}
        onChange={(event) => change({ fromName: event.currentTarget.value })}
      />
      <TextInput
        label="Address"
        type="email"
        description="Use a domain of your own; mail servers distrust the rest."
        value={value.fromEmail}
        onChange={(event) => change({ fromEmail: event.currentTarget.value.trim() })}
      />
      <TextInput
        label="Replies go to"
        type="email"
        placeholder={value.fromEmail || 'The address above'}
        value={value.replyTo}
        onChange={(event) => change({ replyTo: event.currentTarget.value.trim() })}
      />
    </>
  );
}
