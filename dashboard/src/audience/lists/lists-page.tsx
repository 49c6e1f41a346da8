import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { createList, listLists } from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import { plural } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { useShortcuts } from '../../ui/shortcuts.ts';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { ListCards } from './list-cards.tsx';
import { ListForm } from './list-form.tsx';

export function ListsPage() {
  const lists = useCall(listLists);
  const isMaker = useMay()(createList);
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure();
  useShortcuts(isMaker ? [{ keys: 'n', label: 'Make a list', group: 'Lists', run: open }] : []);
  const count = lists.data?.items.length ?? 0;
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New list
    </Button>
  );
  return (
    <Page title="Lists" lead={count > 0 ? leadOf(count) : undefined} actions={count > 0 && isMaker && create}>
      <Loaded query={lists}>
        {({ items }) =>
          items.length === 0 ? <NoLists onCreate={isMaker ? open : undefined} /> : <ListCards lists={items} />
        }
      </Loaded>
      <ListForm
        opened={opened}
        onClose={close}
        // Someone's first list is empty, and filling it is what they came for.
        onCreated={({ id }) =>
          navigate({ to: count === 0 ? '/lists/$id/import' : '/lists/$id', params: { id } })
        }
      />
    </Page>
  );
}

const leadOf = (count: number) => `${plural(count, 'list')} of people you write to.`;

function NoLists({ onCreate }: { onCreate: (() => void) | undefined }) {
  if (!onCreate)
    return (
      <EmptyState scene="people" title="No lists">
        Lists of people to write to stand here once somebody has made one that you may see.
      </EmptyState>
    );
  return (
    <EmptyState
      scene="people"
      title="Your first list"
      action={<Button onClick={onCreate}>Make a list and bring in contacts</Button>}
    >
      A list is a group of people who asked to hear from you: your newsletter, your customers, the guests of
      an event. Name it, then drop a CSV file on it. You see what will happen before anything does.
    </EmptyState>
  );
}
