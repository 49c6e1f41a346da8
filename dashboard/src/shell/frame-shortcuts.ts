import { useNavigate } from '@tanstack/react-router';
import { useShortcuts } from '../ui/shortcuts.ts';
import { palette, shortcutSheet } from './dialogs.ts';
import { destinations } from './navigation.ts';

/** The keys that work on every screen. */
export function useFrameShortcuts() {
  const navigate = useNavigate();
  useShortcuts([
    ...destinations.map(({ key, label, to }) => ({
      keys: `g ${key}`,
      label: `Go to ${label}`,
      group: 'Anywhere',
      run: () => void navigate({ to: to }),
    })),
    {
      keys: 'c',
      label: 'Write a campaign',
      group: 'Anywhere',
      run: () => void navigate({ to: '/campaigns/new' }),
    },
    { keys: '?', label: 'Show these keys', group: 'Anywhere', run: shortcutSheet.open },
    { keys: '.', label: 'Find or do', group: 'Anywhere', run: palette.open },
  ]);
}
