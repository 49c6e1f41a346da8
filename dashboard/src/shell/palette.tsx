import { createSendingServer } from '#server/delivery/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import '@mantine/spotlight/styles.layer.css';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import {
  IconArrowRight,
  IconBuilding,
  IconKeyboard,
  IconMail,
  IconPlus,
  IconSearch,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { listContacts, uploadImport } from '#server/audience/contract.ts';
import { createCampaign, listCampaigns } from '#server/campaigns/contract.ts';
import { useCall } from '../api/index.ts';
import { switchAccount } from '../team/switch-account.ts';
import { useOtherAccounts } from '../team/use-my-accounts.ts';
import { shortcutSheet } from './dialogs.ts';
import { destinations } from './navigation.ts';

/** Goes to a screen, creates something, or finds a campaign or a contact by name. `wanted` counts up each time it is asked for. */
export default function Palette({ wanted }: { wanted: number }) {
  const navigate = useNavigate();
  const may = useMay();
  const [words, setWords] = useState('');
  useEffect(() => {
    if (wanted > 0) spotlight.open();
  }, [wanted]);
  const go = (to: string) => () => void navigate({ to: to as '/' });
  const found = useFound(words, go);
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Do',
      actions: [
        ...beginnings
          .filter(({ call }) => may(call))
          .map(({ id, label, to }) => ({
            id,
            label,
            leftSection: <IconPlus size={18} />,
            onClick: go(to),
          })),
        {
          id: 'keys',
          label: 'Show keyboard shortcuts',
          leftSection: <IconKeyboard size={18} />,
          onClick: shortcutSheet.open,
        },
      ],
    },
    {
      group: 'Go to',
      actions: destinations.map(({ label, to, icon: Icon }) => ({
        id: `go-${label}`,
        label,
        leftSection: <Icon size={18} stroke={1.75} />,
        rightSection: <IconArrowRight size={16} />,
        onClick: go(to),
      })),
    },
    ...useAccountChanges(),
    ...found,
  ];
  return (
    <Spotlight
      actions={groups}
      query={words}
      onQueryChange={setWords}
      attributes={{ content: { 'aria-label': 'Find or do' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      shortcut={null}
      nothingFound="Nothing of that name."
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 100 }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden="true" />,
        placeholder: 'Find or do…',
        'aria-label': 'Find or do',
        onKeyDown: takeFirst,
      }}
    />
  );
}

const beginnings = [
  { id: 'new-campaign', label: 'Write a campaign', to: '/campaigns/new', call: createCampaign },
  { id: 'import', label: 'Bring in contacts', to: '/lists', call: uploadImport },
  {
    id: 'new-server',
    label: 'Add a sending server',
    to: '/settings/sending/servers/new',
    call: createSendingServer,
  },
];

/** The other accounts one belongs to. */
function useAccountChanges(): SpotlightActionGroupData[] {
  const actions = useOtherAccounts().map(({ id, name }) => ({
    id: `account-${id}`,
    label: `Go to account ${name}`,
    leftSection: <IconBuilding size={18} stroke={1.75} />,
    onClick: () => void switchAccount(id),
  }));
  return actions.length > 0 ? [{ group: 'Accounts', actions }] : [];
}

/** What is found arrives after the keys that looked for it, when no line is marked yet: Enter then takes the first. */
function takeFirst(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== 'Enter') return;
  const dialog = event.currentTarget.closest('[role="dialog"]');
  if (!dialog?.querySelector('[data-selected]')) dialog?.querySelector<HTMLElement>('[data-action]')?.click();
}

/** Campaigns and contacts of that name or address. */
function useFound(words: string, go: (to: string) => () => void): SpotlightActionGroupData[] {
  const [search] = useDebouncedValue(words.trim(), 200);
  const options = { enabled: search.length > 1, keep: true };
  const campaigns = useCall(listCampaigns, { query: { search, limit: 5 } }, options);
  const contacts = useCall(listContacts, { query: { search, limit: 5 } }, options);
  if (search.length < 2) return [];
  // The palette filters by itself: the words that found an entry are among its keywords, so that it stays.
  const foundCampaigns = campaigns.data?.items.map(({ id, name, subject }) => ({
    id,
    label: name,
    description: subject,
    keywords: search,
    leftSection: <IconMail size={18} stroke={1.75} />,
    onClick: go(`/campaigns/${id}`),
  }));
  const foundContacts = contacts.data?.items.map(({ id, email }) => ({
    id,
    label: email,
    keywords: search,
    leftSection: <IconUser size={18} stroke={1.75} />,
    onClick: go(`/contacts/${id}`),
  }));
  return [
    { group: 'Campaigns', actions: foundCampaigns ?? [] },
    { group: 'Contacts', actions: foundContacts ?? [] },
  ].filter(({ actions }) => actions.length > 0);
}
