import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { type ContactImport, downloadRejections } from '#server/audience/contract.ts';
import { addressOf } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import classes from './rejections.module.css';

const few = 5;

/** The rows that cannot be used: why, which, and all of them as a file to put right and bring again. */
export function Rejections({ imported }: { imported: ContactImport }) {
  const { rejectionReasons, rejections, counts } = imported;
  const [shown, setShown] = useState(few);
  if (counts.rejected === 0) return null;
  const download = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={15} />}
      component="a"
      href={addressOf(downloadRejections, { params: { id: imported.id } })}
      download
    >
      Download all
    </Button>
  );
  return (
    <Card title={`${plural(counts.rejected, 'row')} cannot be used`} aside={download}>
      <ul className={classes.reasons}>
        {rejectionReasons.map(({ reason, count }) => (
          <li key={reason}>
            <span className={classes.number}>{formatCount(count)}</span>
            <span className={classes.reason}>{reason}</span>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        Put them right in the downloaded file and bring just those rows again.
      </Text>
      <ol className={classes.examples} aria-label="Rows that cannot be used">
        {rejections.slice(0, shown).map(({ line, reason, cells }) => (
          <li key={line}>
            <span className={classes.line}>Line {formatCount(line)}</span>
            <span className={classes.reason}>{reason}</span>
            <span className={classes.cells}>{cells.filter(Boolean).join(' · ') || 'an empty row'}</span>
          </li>
        ))}
      </ol>
      {rejections.length > shown && (
        <Button size="xs" variant="default" mt="sm" onClick={() => setShown(rejections.length)}>
          {counts.rejected > rejections.length ? `Show the first ${rejections.length}` : 'Show all'}
        </Button>
      )}
    </Card>
  );
}
