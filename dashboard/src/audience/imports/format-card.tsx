import { Button, NativeSelect, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { type ContactImport, type ImportFormat, reformatImport } from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { delimiters, encodings } from './import-words.ts';
import classes from './mapping.module.css';

/** How we read the file, in a sentence, and the way to put it right. */
export function FormatCard({ imported }: { imported: ContactImport }) {
  const [opened, { toggle }] = useDisclosure();
  return (
    <Card>
      <div className={classes.format}>
        <Text>{formatSentence(imported.format)}</Text>
        <Button size="xs" variant="default" onClick={toggle} aria-expanded={opened}>
          {opened ? 'Leave it so' : 'Read it differently'}
        </Button>
      </div>
      {opened && <Correction imported={imported} />}
    </Card>
  );
}

function formatSentence({ encoding, delimiter, header }: ImportFormat): string {
  const word = delimiters.find(({ value }) => value === delimiter)?.word ?? 'commas';
  const letters = encodings.find(({ value }) => value === encoding)?.label.split(' (')[0];
  const first = header ? 'the first row names the columns' : 'the first row is a contact already';
  return `We read it as ${letters} text, cells apart by ${word}; ${first}.`;
}

function Correction({ imported }: { imported: ContactImport }) {
  const [format, setFormat] = useState(imported.format);
  const change = useChange(reformatImport, { refresh: ['/api/imports'] });
  const set = (part: Partial<ImportFormat>) => setFormat((now) => ({ ...now, ...part }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ params: { id: imported.id }, body: { format } });
      }}
    >
      <div className={classes.formatForm} style={{ marginTop: 16 }}>
        <NativeSelect
          label="Letters"
          data={encodings}
          value={format.encoding}
          onChange={(event) => set({ encoding: event.currentTarget.value as ImportFormat['encoding'] })}
        />
        <NativeSelect
          label="Cells apart by"
          data={delimiters.map(({ value, label }) => ({ value, label }))}
          value={format.delimiter}
          onChange={(event) => set({ delimiter: event.currentTarget.value as ImportFormat['delimiter'] })}
        />
        <Switch
          label="The first row names the columns"
          checked={format.header}
          onChange={(event) => set({ header: event.currentTarget.checked })}
        />
        <Button type="submit" loading={change.isPending}>
          Read it again
        </Button>
      </div>
      <Text size="sm" c="dimmed" mt="sm">
        What you chose for the columns is guessed anew.
      </Text>
      <FormFailure error={change.error} />
    </form>
  );
}
