import { Group, Text } from '@mantine/core';
import { type ApiKey, revokeApiKey } from '#server/accounts/contract.ts';
import { useChange } from '../../api/index.ts';
import { HarmButton } from '../../ui/harm-button.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import { IfMay } from '../if-may.tsx';
import classes from '../rows.module.css';
import { describeScopes } from './scope-words.ts';

/** Every key with what it may do, how long it lives and where it was used last. */
export function KeyList({ keys }: { keys: ApiKey[] }) {
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
          <IfMay call={revokeApiKey}>
            <Revoke apiKey={key} />
          </IfMay>
        </li>
      ))}
    </ul>
  );
}

function Revoke({ apiKey: { id, name, expiresAt } }: { apiKey: ApiKey }) {
  const revoke = useChange(revokeApiKey, { refresh: ['/api/api-keys'] });
  const verb = isOver(expiresAt) ? 'Remove' : 'Revoke';
  return (
    <HarmButton
      size="xs"
      label={verb}
      about={`${verb} ${name}`}
      title={`${verb} this key?`}
      action={`${verb} key`}
      onConfirm={() => revoke.mutateAsync({ params: { id } })}
    >
      {isOver(expiresAt) ? (
        <>
          <strong>{name}</strong> has expired and opens nothing any more. It only goes from this list.
        </>
      ) : (
        <>
          Whatever uses <strong>{name}</strong> is refused from this moment on. A revoked key cannot be
          brought back.
        </>
      )}
    </HarmButton>
  );
}

const soon = 14 * 86_400_000;
const isOver = (expiresAt: string | null) => expiresAt !== null && Date.parse(expiresAt) <= Date.now();

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
