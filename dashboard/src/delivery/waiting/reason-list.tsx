import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../sign-in/use-session.ts';
import { formatCount } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import { inZone } from './local-time.ts';
import { ReasonLink } from './reason-link.tsx';
import { reasonWords } from './reason-words.ts';
import { gravityOf, keyOf, type Reason } from './reasons.ts';
import classes from './waiting.module.css';

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
        <OneReason key={keyOf(reason)} reason={reason}>
          {withCampaigns && <Campaigns campaigns={reason.campaigns} />}
        </OneReason>
      ))}
    </ul>
  );
}

function OneReason({ reason, children }: { reason: Reason; children: React.ReactNode }) {
  const { kind, why, count, nextAt } = reason;
  const { account } = useSession();
  const { icon: Icon, advice } = reasonWords[kind];
  // For the others it is only when we look again.
  const isDue = kind === 'retry_later' && nextAt !== null && Date.parse(nextAt) > Date.now();
  return (
    <li className={classes.reason} data-gravity={gravityOf(reason)}>
      <Icon size={20} stroke={1.75} aria-hidden="true" />
      <div className={classes.why}>
        <Text>{inZone(why, account.timeZone)}</Text>
        <Text size="sm" c="dimmed">
          {advice}{' '}
          {isDue && (
            <>
              Next try <Ago at={nextAt} />
            </>
          )}
          <ReasonLink {...reason} />
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
