import { Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconGauge, IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../accounts/use-session.ts';
import { formatCount } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import { inZone } from './local-time.ts';
import type { Reason, ReasonKind } from './reasons.ts';
import classes from './waiting.module.css';

const words: Record<ReasonKind, { icon: typeof IconClock; advice: string }> = {
  trouble: {
    icon: IconAlertTriangle,
    advice: 'Nothing leaves this way until it is mended; then it goes on by itself.',
  },
  limit: { icon: IconGauge, advice: 'Nothing to do.' },
  slow: {
    icon: IconClock,
    advice: 'We send less there for a while, and more again when it is welcome. Nothing to do.',
  },
  retry: { icon: IconRefresh, advice: 'Refused for now, and tried again later. Nothing to do.' },
};

interface ReasonListProps {
  reasons: Reason[];
  /** Names the campaigns that wait for each. */
  withCampaigns?: boolean;
}

/** What holds mail back, how much of it, until when, and what can be done. */
export function ReasonList({ reasons, withCampaigns = false }: ReasonListProps) {
  return (
    <ul className={classes.reasons}>
      {reasons.map((reason) => (
        <OneReason key={`${reason.kind} ${reason.why}`} reason={reason}>
          {withCampaigns && <Campaigns campaigns={reason.campaigns} />}
        </OneReason>
      ))}
    </ul>
  );
}

function OneReason({
  reason: { kind, why, count, nextAt },
  children,
}: {
  reason: Reason;
  children: React.ReactNode;
}) {
  const { account } = useSession();
  const { icon: Icon, advice } = words[kind];
  // For the others it is only when we look again.
  const isDue = kind === 'retry' && nextAt !== null && Date.parse(nextAt) > Date.now();
  return (
    <li className={classes.reason} data-kind={kind}>
      <Icon size={20} stroke={1.75} aria-hidden="true" />
      <div className={classes.why}>
        <Text>{inZone(why, account.timeZone)}</Text>
        <Text size="sm" c="dimmed">
          {advice}{' '}
          {isDue && (
            <>
              The first of them <Ago at={nextAt} />.
            </>
          )}
          {kind === 'trouble' && (
            <Anchor
              inherit
              underline="always"
              renderRoot={(props) => <Link to="/settings/sending" {...props} />}
            >
              See the sending servers
            </Anchor>
          )}
        </Text>
        {children}
      </div>
      <strong className={classes.count}>{formatCount(count)}</strong>
    </li>
  );
}

const SHOWN = 3;

function Campaigns({ campaigns }: { campaigns: Reason['campaigns'] }) {
  const rest = campaigns.length - SHOWN;
  return (
    <Text size="sm" c="dimmed">
      In{' '}
      {campaigns.slice(0, SHOWN).map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Anchor
            inherit
            underline="always"
            renderRoot={(props) => <Link to="/campaigns/$id" params={{ id }} {...props} />}
          >
            {name}
          </Anchor>
        </span>
      ))}
      {rest > 0 && ` and ${rest} more`}
    </Text>
  );
}
