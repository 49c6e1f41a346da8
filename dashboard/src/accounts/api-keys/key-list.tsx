import { Button, Group, Text } from '@mantine/core';
import type { ApiKey } from '#server/accounts/contract.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import classes from '../rows.module.css';
import { describeScopes } from './scope-words.ts';

/** Every key with what it may do, how long it lives and where it was used last. */
export function KeyList({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  return (
    <ul className={classes.rows}>
      {keys.map((key) => (
        <li key={key.id}>
          <div className={classes.about}>
            <Group gap="xs">
              <Text fw={600}>{key.name}</Text>
              <Life expiresAt={key.expiresAt} />
            </Group>
            <Text size="sm">{describeScopes(key.scopes)}</Text>
            <Text size="sm" c="dimmed">
              <code>{key.prefix}…</code> · made <Ago at={key.createdAt} />
              {key.expiresAt && !isOver(key.expiresAt) && (
                <>
                  {' '}
                  · expires <Ago at={key.expiresAt} />
                </>
              )}{' '}
              · <LastUse of={key} />
            </Text>
          </div>
          <Button
            size="xs"
            variant="default"
            onClick={() => onRevoke(key)}
            aria-label={`${isOver(key.expiresAt) ? 'Remove' : 'Revoke'} ${key.name}`}
          >
            {isOver(key.expiresAt) ? 'Remove' : 'Revoke'}
          </Button>
        </li>
      ))}
    </ul>
  );
}

const soon = 14 * 86_400_000;
export const isOver = (expiresAt: string | null | undefined) =>
  Boolean(expiresAt) && Date.parse(expiresAt!) <= Date.now();

function Life({ expiresAt }: { expiresAt: string | null }) {
  if (!expiresAt) return null;
  if (isOver(expiresAt)) return <StatusBadge tone="bad">Expired</StatusBadge>;
  if (Date.parse(expiresAt) < Date.now() + soon) return <StatusBadge tone="warn">Expires soon</StatusBadge>;
  return null;
}

function LastUse({ of: { lastUsedAt, lastUsedIp } }: { of: ApiKey }) {
  if (!lastUsedAt) return 'never used';
  return (
    <>
      used <Ago at={lastUsedAt} />
      {lastUsedIp && ` from ${lastUsedIp}`}
    </>
  );
}
