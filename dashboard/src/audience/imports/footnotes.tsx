import { List } from '@mantine/core';
import type { ImportCounts } from '#server/audience/contract.ts';
import { plural } from '../../ui/format.ts';

/** Who of the accepted gets no mail and why, and which values were left out. Nothing when there is nothing to say. */
export function Footnotes({ counts, listName }: { counts: ImportCounts; listName: string }) {
  const { optedOut, leftBefore, misfits } = counts;
  if (optedOut + leftBefore + misfits === 0) return null;
  return (
    <List size="sm" c="dimmed" mt="md" spacing={4}>
      {optedOut > 0 && (
        <List.Item>
          {plural(optedOut, 'person', 'people')} opted out or bounced elsewhere, says the file. They come in
          as such and get no mail.
        </List.Item>
      )}
      {leftBefore > 0 && (
        <List.Item>
          {plural(leftBefore, 'person', 'people')} had left {listName} or everything before. They stay as they
          are and get no mail.
        </List.Item>
      )}
      {misfits > 0 && (
        <List.Item>
          {plural(misfits, 'value')} did not fit the kind of field, such as words where a date belongs. They
          are left out; the people come in all the same.
        </List.Item>
      )}
    </List>
  );
}
