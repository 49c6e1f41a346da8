import { ActionIcon, Button, Group, TextInput, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useRef, useState } from 'react';

/** The campaign's name as the page's heading, renamed in place. */
export function CampaignName({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const [draft, setDraft] = useState<string>();
  const edit = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDraft(undefined);
    requestAnimationFrame(() => edit.current?.focus());
  };
  if (draft === undefined)
    return (
      <Group gap="xs" wrap="nowrap">
        <Title order={1} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        <ActionIcon
          ref={edit}
          variant="subtle"
          color="gray"
          aria-label="Rename"
          onClick={() => setDraft(name)}
        >
          <IconPencil size={18} />
        </ActionIcon>
      </Group>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.trim()) onRename(draft.trim());
        close();
      }}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <Group gap="xs">
        <TextInput
          aria-label="Name of the campaign"
          ref={(input) => input?.focus()}
          maxLength={200}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          flex="1 1 200px"
          maw={420}
        />
        <Button type="submit" variant="default">
          Rename
        </Button>
      </Group>
    </form>
  );
}
