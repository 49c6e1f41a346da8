import { Skeleton, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { getChecks } from '#server/campaigns/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { plural } from '../../ui/format.ts';
import { Patience } from '../../ui/states.tsx';
import classes from './checks-panel.module.css';

type Checks = CallResult<typeof getChecks>;
type Item = Checks['items'][number];

const icons = { error: IconCircleX, warning: IconAlertTriangle, ok: IconCircleCheck };
const spoken = { error: 'Must be put right: ', warning: 'Worth a look: ', ok: 'Fine: ' };

interface ChecksPanelProps {
  checks: Checks | undefined;
  error: Error | null;
  stale: boolean;
  onJump: (item: Item) => void;
}

/** What stands in the way of sending, what is worth a look, and what is fine. Each line leads to its place. */
export function ChecksPanel({ checks, error, stale, onJump }: ChecksPanelProps) {
  if (!checks)
    return error ? (
      <Text size="sm" c="dimmed">
        The checks could not be run. {error.message}
      </Text>
    ) : (
      <Patience>
        <Stack gap="xs">
          <Skeleton h={18} w="70%" />
          <Skeleton h={18} w="85%" />
          <Skeleton h={18} w="60%" />
        </Stack>
      </Patience>
    );
  const open = checks.items.filter(({ severity }) => severity !== 'ok');
  const fine = checks.items.filter(({ severity }) => severity === 'ok');
  return (
    <div data-stale={stale || undefined}>
      <Text size="sm" fw={600} role="status">
        {verdict(checks)}
      </Text>
      <ul className={classes.list}>
        {open.map((item) => (
          <CheckLine key={keyOfItem(item)} item={item} onJump={onJump} />
        ))}
      </ul>
      {fine.length > 0 && (
        <details className={classes.fine}>
          <summary>
            {fine.length === checks.items.length
              ? 'What was checked'
              : `${plural(fine.length, 'thing')} in order`}
          </summary>
          <ul className={classes.list}>
            {fine.map((item) => (
              <CheckLine key={keyOfItem(item)} item={item} onJump={onJump} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const keyOfItem = ({ id, line, column, message }: Item) => `${id}:${line}:${column}:${message}`;

function verdict({ canSend, items }: Checks): string {
  const errors = items.filter(({ severity }) => severity === 'error').length;
  const warnings = items.filter(({ severity }) => severity === 'warning').length;
  if (errors > 0) return `${plural(errors, 'thing')} must be put right before it can go`;
  if (!canSend) return 'It cannot go yet';
  return warnings > 0
    ? `Ready to go; ${plural(warnings, 'thing is', 'things are')} worth a look`
    : 'Everything is in order';
}

function CheckLine({ item, onJump }: { item: Item; onJump: (item: Item) => void }) {
  const Icon = icons[item.severity];
  return (
    <li>
      <UnstyledButton className={classes.check} data-severity={item.severity} onClick={() => onJump(item)}>
        <Icon size={18} stroke={1.9} aria-hidden="true" />
        <span>
          <VisuallyHidden component="span">{spoken[item.severity]}</VisuallyHidden>
          <span className={classes.message}>{item.message}</span>
          {item.severity !== 'ok' && <span className={classes.hint}>{item.hint}</span>}
        </span>
      </UnstyledButton>
    </li>
  );
}
