import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type ColumnTarget,
  type ContactImport,
  checkImport,
  type ImportOptions,
  listContactFields,
} from '#server/audience/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { plural } from '../../ui/format.ts';
import { Loaded } from '../../ui/states.tsx';
import { ColumnRow } from './column-row.tsx';
import { FormatCard } from './format-card.tsx';
import { ImportOptionsCard } from './import-options-card.tsx';
import classes from './mapping.module.css';
import { faultsOf, firstMapping } from './mapping.ts';
import { SampleRows } from './sample-rows.tsx';

interface MappingScreenProps {
  imported: ContactImport;
  /** The dry run has been asked for. */
  onChecking: () => void;
}

/** Every column of the file and where it goes, and what happens to people who are here already. */
export function MappingScreen({ imported, onChecking }: MappingScreenProps) {
  const fields = useCall(listContactFields);
  const [mapping, setMapping] = useState(() => firstMapping(imported));
  const [options, setOptions] = useState<ImportOptions>(imported.options);
  const [tried, setTried] = useState(false);
  const check = useChange(checkImport, { refresh: ['/api/imports'] });
  const items = fields.data?.items ?? [];
  const faults = faultsOf(mapping, items);
  const isFine = faults.general === undefined && faults.columns.size === 0;
  const go = () => {
    setTried(true);
    if (!isFine) return;
    check.mutate({ params: { id: imported.id }, body: { mapping, options } }, { onSuccess: onChecking });
  };
  const set = (index: number, target: ColumnTarget) =>
    setMapping((now) => now.map((old, place) => (place === index ? target : old)));
  return (
    <Stack gap="lg">
      <FormatCard imported={imported} />
      <Card title="What is in each column?" aside={<Tally mapping={mapping} />}>
        <Loaded query={fields} skeleton={null}>
          {({ items }) => (
            <ul className={classes.columns}>
              {imported.columns.map((column, index) => (
                <ColumnRow
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                  key={index}
                  number={index + 1}
                  column={column}
                  target={mapping[index] ?? { to: 'skip' }}
                  fields={items}
                  takenKeys={keysBeside(index, mapping, items)}
                  fault={faults.columns.get(index)}
                  onChange={(target) => set(index, target)}
                />
              ))}
            </ul>
          )}
        </Loaded>
        <SampleRows imported={imported} />
      </Card>
      <ImportOptionsCard options={options} onChange={setOptions} />
      {faults.general && (
        <Alert color="yellow" variant="light" role={tried ? 'alert' : undefined}>
          {faults.general}
        </Alert>
      )}
      {tried && faults.columns.size > 0 && (
        <Alert color="red" variant="light" role="alert">
          {plural(faults.columns.size, 'column')} above {faults.columns.size === 1 ? 'needs' : 'need'} a look.
        </Alert>
      )}
      <FormFailure error={check.error} />
      <Group justify="space-between" className={classes.foot}>
        <Text size="sm" c="dimmed">
          Nothing is changed yet: next comes a dry run.
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/lists/$id/import" params={{ id: imported.listId }} {...props} />
            )}
          >
            Another file
          </Button>
          <Button onClick={go} loading={check.isPending}>
            Check the file
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

/** Keys a new field in this column must not take: those of fields there are and of other new ones. */
function keysBeside(
  index: number,
  mapping: readonly ColumnTarget[],
  fields: readonly { key: string }[],
): Set<string> {
  const made = mapping.flatMap((target, place) =>
    place !== index && target.to === 'new_field' ? [target.key] : [],
  );
  return new Set([...fields.map(({ key }) => key), ...made]);
}

function Tally({ mapping }: { mapping: readonly ColumnTarget[] }) {
  const left = mapping.filter(({ to }) => to === 'skip').length;
  return (
    <Text size="sm" c="dimmed" role="status">
      {mapping.length - left} of {plural(mapping.length, 'column')} come in
      {left > 0 ? `, ${left} left out` : ''}
    </Text>
  );
}
