import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type AccountExport, askForExport, fetchExport } from '#server/closing/contract.ts';
import { addressOf, useChange } from '../api/index.ts';
import { FormFailure } from '../ui/form-failure.tsx';
import { formatCount, plural } from '../ui/format.ts';
import { Ago } from '../ui/time.tsx';

/** Asks for an export, lets the browser fetch it, and shows how far it is. */
export function ExportAccount({ exports }: { exports: readonly AccountExport[] }) {
  const ask = useChange(askForExport, { refresh: ['/api/account/closing'] });
  const latest = exports[0];
  const running = latest?.state === 'running';
  const begin = () => ask.mutate({}, { onSuccess: ({ id }) => download(id) });
  return (
    <Stack align="flex-start" gap="sm">
      <Button
        variant="default"
        leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
        loading={ask.isPending}
        disabled={running}
        onClick={begin}
      >
        Export everything
      </Button>
      <FormFailure error={ask.error} />
      <div role="status" style={{ width: '100%' }}>
        {latest && <Standing {...latest} />}
      </div>
    </Stack>
  );
}

/** The browser saves it as it comes; it is too large to be held here. */
function download(id: string): void {
  const link = document.createElement('a');
  link.href = addressOf(fetchExport, { params: { id } });
  link.download = '';
  link.click();
}

function Standing({ state, rows, total, askedAt, askedBy }: AccountExport) {
  if (state === 'waiting' || state === 'running') return <UnderWay rows={rows} total={total} />;
  const who = askedBy === null ? '' : ` by ${askedBy}`;
  return (
    <Text size="sm" c="dimmed">
      {words[state]} <Ago at={askedAt} />
      {who}
      {state === 'done' && `: ${plural(rows, 'row')}.`}
      {state === 'broken' && '. What was saved of it does not open: export again.'}
    </Text>
  );
}

const words = {
  done: 'Last exported',
  broken: 'The last export broke off; it was asked for',
  over: 'The last export was never fetched; it was asked for',
} as const;

function UnderWay({ rows, total }: { rows: number; total: number }) {
  const share = total > 0 ? Math.min(100, (rows / total) * 100) : 100;
  return (
    <Stack gap={6}>
      <Progress value={share} aria-label="Rows exported" />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          Your browser saves it as it comes. Leave this window open.
        </Text>
        <Text size="sm" className="tabular">
          {formatCount(rows)} of about {formatCount(Math.max(rows, total))} rows
        </Text>
      </Group>
    </Stack>
  );
}
