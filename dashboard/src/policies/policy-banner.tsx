import { Anchor } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { getPolicyNotices, putAwayPolicyNotices } from '#server/policies/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Banner } from '../ui/banner.tsx';
import { policyDay } from './policy-day.ts';

/** Says which policies change. Those that must be accepted stay until they are, and open by themselves for who begins at home. */
export function PolicyBanner() {
  const { data } = useCall(getPolicyNotices);
  const putAway = useChange(putAwayPolicyNotices, { refresh: ['/api/policies'] });
  const navigate = useNavigate();
  const isHome = useLocation().pathname === '/';
  const shown = useRef(false);
  const items = data?.items ?? [];
  const waits = items.some(({ state }) => state === 'accept');
  useEffect(() => {
    if (!waits || !isHome || shown.current) return;
    shown.current = true;
    navigate({ to: '/agreements' });
  }, [waits, isHome, navigate]);
  const [first] = items;
  if (!first) return null;
  const { title, effectiveOn } = first.version;
  return (
    <Banner label="Policies" icon={IconFileText}>
      {waits ? (
        <strong>
          Policies changed. Until you accept them you can read and export, but not change or send.{' '}
        </strong>
      ) : (
        <>
          <strong>{items.length === 1 ? title : 'Policies'}</strong>
          {items.length > 1
            ? ' change. '
            : first.state === 'coming'
              ? ` changes on ${policyDay(effectiveOn)}. `
              : ` changed on ${policyDay(effectiveOn)}. `}
        </>
      )}
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/agreements" {...props} />}>
        See what changes
      </Anchor>
      {!waits && (
        <>
          {' '}
          <Anchor
            inherit
            underline="always"
            component="button"
            onClick={() => putAway.mutate({ body: { versionIds: items.map(({ version }) => version.id) } })}
          >
            Got it
          </Anchor>
        </>
      )}
    </Banner>
  );
}
