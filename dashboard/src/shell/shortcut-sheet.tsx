import { Kbd, Modal, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { shortcutsAreOn, turnShortcuts, useAllShortcuts } from '../ui/shortcuts.ts';
import { useWanted } from './on-demand.tsx';
import classes from './shortcut-sheet.module.css';

/** The cheat sheet, read from the registry of what is on screen now. */
export default function ShortcutSheet({ wanted }: { wanted: number }) {
  const [opened, close] = useWanted(wanted);
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts">
      <Sheet />
    </Modal>
  );
}

function Sheet() {
  const shortcuts = useAllShortcuts();
  const [on, setOn] = useState(shortcutsAreOn);
  const groups = Map.groupBy(shortcuts, ({ group }) => group);
  return (
    <>
      {[...groups].map(([group, members]) => (
        <section key={group} className={classes.group}>
          <Text component="h3" size="sm" fw={600} c="dimmed">
            {group}
          </Text>
          <dl className={classes.keys}>
            {members.map(({ keys, label }) => (
              <div key={keys}>
                <dt>{label}</dt>
                <dd>
                  {keys.split(' ').map((key) => (
                    <Kbd key={key}>{key.toUpperCase()}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
            {group === 'Anywhere' && (
              <div>
                <dt>Find or do, also while typing</dt>
                <dd>
                  <Kbd>Ctrl</Kbd> <Kbd>K</Kbd>
                </dd>
              </div>
            )}
          </dl>
        </section>
      ))}
      <Switch
        mt="lg"
        label="Single-key shortcuts are on"
        checked={on}
        onChange={(event) => {
          turnShortcuts(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
    </>
  );
}
