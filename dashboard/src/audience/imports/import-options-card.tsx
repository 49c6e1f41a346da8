import { Radio, Stack, Text } from '@mantine/core';
import type { ImportOptions } from '#server/audience/contract.ts';
import { Card } from '../../ui/card.tsx';

interface ImportOptionsCardProps {
  options: ImportOptions;
  onChange: (options: ImportOptions) => void;
}

export function ImportOptionsCard({ options, onChange }: ImportOptionsCardProps) {
  return (
    <Card title="People who are here already">
      <Stack gap="lg">
        <Radio.Group
          label="Their fields"
          value={options.existing}
          onChange={(existing) => onChange({ ...options, existing: existing as ImportOptions['existing'] })}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="update" label="Take the values of the file" />
            <Radio value="keep" label="Stay as they are; only put them on the list" />
          </Stack>
        </Radio.Group>
        {options.existing === 'update' && (
          <Radio.Group
            label="Where a cell is empty"
            value={options.emptyCells}
            onChange={(emptyCells) =>
              onChange({ ...options, emptyCells: emptyCells as ImportOptions['emptyCells'] })
            }
          >
            <Stack gap="xs" mt="xs">
              <Radio value="keep" label="Keep what is known" />
              <Radio value="erase" label="Erase what is known" />
            </Stack>
          </Radio.Group>
        )}
        <Text size="sm" c="dimmed">
          Whatever you choose: someone who left is never put back by an import.
        </Text>
      </Stack>
    </Card>
  );
}
