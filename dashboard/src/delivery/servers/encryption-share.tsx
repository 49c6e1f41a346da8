import { Text } from '@mantine/core';
import type { SendingServer, ServerDay } from '#server/delivery/contract.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { encryptionLead, encryptionNotes, encryptionOf, sharesOf } from './encryption.ts';
import classes from './encryption-share.module.css';

interface EncryptionShareProps {
  server: SendingServer;
  days: readonly ServerDay[];
}

/** How well protected the messages of the last days left, as one bar and in figures. Nothing while there were none. */
export function EncryptionShare({ server, days }: EncryptionShareProps) {
  const encryption = encryptionOf(server.id, days);
  const shares = sharesOf(encryption);
  // What stays in the sandbox goes nowhere.
  if (server.kind === 'sandbox' || shares.length === 0) return null;
  const all = shares.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className={classes.section} aria-label="Encryption">
      <Text fw={600} size="sm">
        Encryption, last 30 days
      </Text>
      <Text size="sm" c="dimmed">
        {encryptionLead(server)}.
      </Text>
      <span aria-hidden="true" className={classes.bar}>
        {shares.map(({ part, count }) => (
          <span key={part} data-part={part} style={{ flexGrow: count }} />
        ))}
      </span>
      <ul className={classes.legend}>
        {shares.map(({ part, count, label }) => (
          <li key={part} data-part={part} className="tabular">
            {formatCount(count)} {label} ({formatShare(count, all)})
          </li>
        ))}
      </ul>
      {encryptionNotes(encryption, server).map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {note}
        </Text>
      ))}
    </section>
  );
}
