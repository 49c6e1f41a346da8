import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useUser } from '../sign-in/use-session.ts';
import { CopyField } from '../ui/copy-field.tsx';
import classes from './second-factors.module.css';

/** The codes, the one time they are shown. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const text = `${codes.join('\n')}\n`;
  const user = useUser();
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`Recovery codes of Mail Minion, each works once:\n\n${text}`)}`;
  return (
    <Stack>
      <Text>
        Keep these ten codes where you find them when your phone is gone, and nobody else does. Each lets you
        in once in place of your second factor. They are <strong>shown only now</strong>.
      </Text>
      <ol className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p className={classes.paperOnly}>
        Of {user.email} at {window.location.host}, made on{' '}
        {new Date().toLocaleDateString('en-GB', { dateStyle: 'long' })}.
      </p>
      <div className={classes.screenOnly}>
        <CopyField label="All codes" value={codes.join(' ')} />
      </div>
      <Group justify="space-between" className={classes.screenOnly}>
        <Group gap="xs">
          <Button
            component="a"
            href={file}
            download="mail-minion-recovery-codes.txt"
            variant="default"
            leftSection={<IconDownload size={16} />}
          >
            Download
          </Button>
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
            Print
          </Button>
        </Group>
        <Button onClick={onDone}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
