import { Text } from '@mantine/core';
import type { listSendingServers } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { kindWords } from './kinds.tsx';
import { ServerBadge } from './server-badge.tsx';
import classes from './servers.module.css';

/** Servers the operator offers to every account: good to know of, not to be changed here. */
export function SharedServers({ servers }: { servers: CallResult<typeof listSendingServers>['shared'] }) {
  return (
    <section aria-labelledby="shared-servers" className={classes.others}>
      <h3 id="shared-servers">Offered by this install</h3>
      <ul className={classes.list}>
        {servers.map(({ id, name, kind, state }) => {
          const Icon = kindWords[kind].icon;
          return (
            <li key={id} className={classes.row}>
              <Icon size={22} stroke={1.5} aria-hidden="true" className={classes.icon} />
              <div className={classes.what}>
                <div className={classes.name}>
                  <Text fw={600}>{name}</Text>
                  <ServerBadge state={state} />
                </div>
                <Text size="sm" c="dimmed">
                  Set up by the operator; takes what your own servers do not.
                </Text>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
