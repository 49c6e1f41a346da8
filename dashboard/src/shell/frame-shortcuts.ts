import { useNavigate } from '@tanstack/react-router';
import { createCampaign } from '#server/campaigns/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { palette, shortcutSheet } from './dialogs.ts';
import { destinations } from './navigation.ts';

/** The keys that work on every screen. */
export function useFrameShortcuts() {
  const navigate = useNavigate();
  const may = useMay();
  useShortcuts([
    ...destinations.map(({ key, label, to }) => ({
      keys: `g ${key}`,
      label: `Go to ${label}`,
      group: 'Anywhere',
      run: () => void navigate({ to: to }),
    })),
    ...(may(createCampaign)
      ? [
          {
            keys: 'c',
            label: 'Write a campaign',
            group: 'Anywhere',
            run: () => void navigate({ to: '/campaigns/new' }),
          },
        ]
      : []),
    { keys: '?', label: 'Show these keys', group: 'Anywhere', run: shortcutSheet.open },
    { keys: '.', label: 'Find or do', group: 'Anywhere', run: palette.open },
  ]);
}
