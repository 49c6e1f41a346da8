import { Button, Group, Stack, Text } from '@mantine/core';
import { type ContactImport, type ImportCounts, startImport } from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { plural } from '../../ui/format.ts';
import { CountsBar } from './counts-bar.tsx';
import { Footnotes } from './footnotes.tsx';
import { watchImport } from './import-notice.tsx';
import { Rejections } from './rejections.tsx';

/** What an import would do, and the button that does it. */
export function CheckResult({ imported, onBack }: { imported: ContactImport; onBack: () => void }) {
  const start = useChange(startImport, { refresh: ['/api/imports'] });
  const { counts, listName } = imported;
  const go = () =>
    start.mutate({ params: { id: imported.id }, body: {} }, { onSuccess: () => watchImport(imported.id) });
  return (
    <Stack gap="lg">
      <Card title={titleOf(counts, listName)}>
        {counts.rows > 0 && <CountsBar counts={counts} />}
        <Footnotes counts={counts} listName={listName} />
        <FormFailure error={start.error} />
        <Group justify="space-between" mt="lg">
          <Text size="sm" c="dimmed">
            This was a dry run. Nothing is changed yet.
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onBack}>
              Back to the columns
            </Button>
            <Button onClick={go} loading={start.isPending} disabled={counts.accepted === 0}>
              Import {plural(counts.accepted, 'contact')}
            </Button>
          </Group>
        </Group>
      </Card>
      <Rejections imported={imported} />
    </Stack>
  );
}

function titleOf({ rows, accepted, joined }: ImportCounts, listName: string): string {
  if (rows === 0) return 'There is no row in this file';
  if (accepted === 0) return 'No row of this file can be used';
  return `${plural(rows, 'row')}: ${plural(joined, 'person joins', 'people join')} ${listName}`;
}
