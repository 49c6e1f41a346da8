import { ActionIcon, Anchor, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { changeSendingServer, type SendingServer } from '#server/delivery/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { formatCount } from '../../ui/format.ts';
import { Meter } from '../../ui/meter.tsx';
import { Ago } from '../../ui/time.tsx';
import { DaysChart } from './days-chart.tsx';
import { kindWords } from './kinds.tsx';
import { type ChartDay, hasMail } from './last-days.ts';
import { ServerBadge } from './server-badge.tsx';
import { ServerMenu } from './server-menu.tsx';
import { carriesWords, limitsSentence, mostToday, wayWords } from './server-words.ts';
import classes from './servers.module.css';

interface ServerRowProps {
  server: SendingServer;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  /** Nothing to put in an order. */
  isAlone: boolean;
  isMoving: boolean;
  /** Its last days; empty while they are on their way, or when nothing went over it. */
  days: ChartDay[];
}

export function ServerRow({ server, onUp, onDown, isAlone, isMoving, days }: ServerRowProps) {
  const { id, name, kind, shared } = server;
  const may = useMay();
  const Icon = kindWords[kind].icon;
  return (
    <li className={classes.row}>
      {!isAlone && may(changeSendingServer) && (
        <div className={classes.order}>
          <Mover label={`Move ${name} up`} onMove={onUp} disabled={isMoving} icon={IconChevronUp} />
          <Mover label={`Move ${name} down`} onMove={onDown} disabled={isMoving} icon={IconChevronDown} />
        </div>
      )}
      <Icon size={22} stroke={1.5} aria-hidden="true" className={classes.icon} />
      <div className={classes.what}>
        <div className={classes.name}>
          <Anchor
            fw={600}
            c="inherit"
            renderRoot={(props) => <Link to="/settings/sending/servers/$id" params={{ id }} {...props} />}
          >
            {name}
          </Anchor>
          <ServerBadge state={server.state} />
        </div>
        <Why server={server} />
        <Text size="sm" c="dimmed">
          {wayWords(server)}
        </Text>
        <Text size="sm" c="dimmed">
          {carriesWords(server)}
          {shared && '; all accounts of this install may use it'}
        </Text>
      </div>
      <Today server={server} days={days} />
      {may(changeSendingServer) && <ServerMenu server={server} />}
    </li>
  );
}

function Mover({
  label,
  onMove,
  disabled,
  icon: Icon,
}: {
  label: string;
  onMove: (() => void) | undefined;
  disabled: boolean;
  icon: typeof IconChevronUp;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={label}
      // Not `disabled`: the keyboard would lose its place when a server reaches an end.
      aria-disabled={!onMove || disabled}
      data-disabled={!onMove || undefined}
      onClick={() => !disabled && onMove?.()}
    >
      <Icon size={16} />
    </ActionIcon>
  );
}

/** Why it does not simply work, in its own words. */
function Why({ server: { state, why, since } }: { server: SendingServer }) {
  if (!why || state === 'warming_up') return null;
  return (
    <Text size="sm" className={classes.why} data-state={state}>
      {why}
      {since && (
        <span className={classes.since}>
          {' · '}
          <Ago at={since} />
        </span>
      )}
    </Text>
  );
}

function Today({ server, days }: { server: SendingServer; days: ChartDay[] }) {
  const { usedToday, warmingUp } = server;
  const most = mostToday(server);
  const label = warmingUp ? `Today, day ${warmingUp.day} of ${warmingUp.days}` : 'Today';
  return (
    <div className={classes.today}>
      {most !== null ? (
        <Meter label={label} count={usedToday ?? 0} most={most} />
      ) : (
        <Text size="sm" c="dimmed" className="tabular">
          {usedToday === null ? (limitsSentence(server) ?? 'No limits') : `${formatCount(usedToday)} today`}
        </Text>
      )}
      {hasMail(days) && <DaysChart days={days} />}
    </div>
  );
}
