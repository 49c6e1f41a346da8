import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { plural } from '../../ui/format.ts';
import classes from './imports.module.css';

/** Rows copied from a spreadsheet become a small file and go the same way as any other. */
export function PasteRows({ onFile }: { onFile: (file: File) => void }) {
  const [rows, setRows] = useState('');
  const count = rows.split('\n').filter((row) => row.trim() !== '').length;
  return (
    <div className={classes.panel}>
      <Textarea
        label="Rows"
        description="Select the cells in your spreadsheet, headings included, copy, and paste here. One address per line works too."
        placeholder={'Email\tFirst name\tCity\nmarta@example.org\tMarta\tLisbon'}
        autosize
        minRows={7}
        maxRows={16}
        spellCheck={false}
        classNames={{ input: classes.code }}
        value={rows}
        onChange={(event) => setRows(event.currentTarget.value)}
      />
      <Group mt="md" justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {count > 0 ? plural(count, 'line') : ''}
        </Text>
        <Button
          disabled={count === 0}
          onClick={() => onFile(new File([rows], 'pasted rows.csv', { type: 'text/csv' }))}
        >
          Continue
        </Button>
      </Group>
    </div>
  );
}
