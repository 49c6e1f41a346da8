import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { staffMay } from '#server/accounts/contract.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { reasonWords } from './reason-words.ts';
import type { Reason } from './reasons.ts';

/** The way to the setting that ends what mail waits for; nothing where this person cannot change it. */
export function ReasonLink({ kind, serverId }: Pick<Reason, 'kind' | 'serverId'>) {
  const { user } = useSession();
  const { next } = reasonWords[kind];
  if (!next || (next.to === 'operator' && !staffMay(user.staffRole, 'operator:support'))) return null;
  const isServer = next.to === 'server' && serverId !== null;
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props) =>
        isServer ? (
          <Link to="/settings/sending/servers/$id" params={{ id: serverId }} {...props} />
        ) : (
          <Link to={places[next.to]} {...props} />
        )
      }
    >
      {next.label}
    </Anchor>
  );
}

/** Where no server is named, it is one of several or none of this account's. */
const places = {
  server: '/settings/sending',
  'new-server': '/settings/sending/servers/new',
  sending: '/settings/sending',
  operator: '/operator',
} as const;
