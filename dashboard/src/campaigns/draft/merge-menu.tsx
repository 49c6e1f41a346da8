import { ActionIcon, Menu, ScrollArea, Text } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useState } from 'react';
import { useMergeFields } from './merge-tags.ts';

/** Merge tags to pick from: what each reader's own value replaces. */
export function MergeMenu({ label, onPick }: { label: string; onPick: (tag: string) => void }) {
  const [opened, setOpened] = useState(false);
  const { fields, error } = useMergeFields(opened);
  return (
    <Menu opened={opened} onChange={setOpened} width={280} position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={label}>
          <IconBraces size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={280}>
          {fields?.map(({ name, help }) => (
            <Menu.Item key={name} onClick={() => onPick(`{{ ${name} }}`)}>
              <Text size="sm" ff="monospace">{`{{ ${name} }}`}</Text>
              <Text size="xs" c="dimmed">
                {help}
              </Text>
            </Menu.Item>
          )) ?? <Menu.Item disabled>{error ? error.message : 'Reading …'}</Menu.Item>}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
