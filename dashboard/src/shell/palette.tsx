import '@mantine/spotlight/styles.layer.css';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconKeyboard, IconMail, IconPlus, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { listCampaigns } from '#server/campaigns/contract.ts';
import { useCall } from '../api/index.ts';
import { shortcutSheet } from './dialogs.ts';
import { destinations } from './navigation.ts';

/** Goes to a screen, creates something, or finds a campaign by its name. `wanted` counts up each time it is asked for. */
export default function Palette({ wanted }: { wanted: number }) {
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  useEffect(() => {
    if (wanted > 0) spotlight.open();
  }, [wanted]);
  const go = (to: string) => () => void navigate({ to: to as '/' });
  const campaigns = useFoundCampaigns(words, go);
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Do',
      actions: [
        {
          id: 'new-campaign',
          label: 'Write a campaign',
          leftSection: <IconPlus size={18} />,
          onClick: go('/campaigns/new'),
        },
        {
          id: 'import',
          label: 'Bring in contacts',
          leftSection: <IconPlus size={18} />,
          onClick: go('/lists'),
        },
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
    ...campaigns,
  ];
  return (
    <Spotlight
      actions={groups}
      query={words}
      onQueryChange={setWords}
      aria-label="Find or do"
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      shortcut={null}
      nothingFound="Nothing of that name."
      highlightQuery
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 100 }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden="true" />,
        placeholder: 'Find or do…',
        'aria-label': 'Find or do',
      }}
    />
  );
}

function useFoundCampaigns(words: string, go: (to: string) => () => void): SpotlightActionGroupData[] {
  const [search] = useDebouncedValue(words.trim(), 200);
  const { data } = useCall(
    listCampaigns,
    { query: { search, limit: 5 } },
    { enabled: search.length > 1, keep: true },
  );
  if (!data?.items.length || !search) return [];
  const actions = data.items.map(({ id, name, subject }) => ({
    id,
    label: name,
    description: subject,
    keywords: search,
    leftSection: <IconMail size={18} stroke={1.75} />,
    onClick: go(`/campaigns/${id}`),
  }));
  return [{ group: 'Campaigns', actions }];
}
