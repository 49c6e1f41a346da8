import { Anchor, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { QueuedSend } from '#server/delivery/contract.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { waitingOf } from './reasons.ts';
import classes from './waiting.module.css';

/** Every campaign that is not over yet, and how far it is. */
export function UnderWay({ sends }: { sends: QueuedSend[] }) {
  return (
    <Card title="Campaigns under way">
      <ul className={classes.sends}>
        {sends.map((send) => (
          <OneSend key={send.sendId} send={send} />
        ))}
      </ul>
    </Card>
  );
}

function OneSend({ send }: { send: QueuedSend }) {
  const { campaignId, name, planned } = send;
  const open = waitingOf(send) + send.inFlight;
  const { tone, word } = standingOf(send);
  return (
    <li className={classes.send}>
      <div className={classes.sendName}>
        <Anchor
          fw={600}
          c="inherit"
          renderRoot={(props) => <Link to="/campaigns/$id" params={{ id: campaignId }} {...props} />}
        >
          {name || 'Without a name'}
        </Anchor>
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </div>
      <div className={classes.sendProgress}>
        <Progress
          value={planned > 0 ? ((planned - open) / planned) * 100 : 0}
          size={6}
          aria-label={`${name}: share that is settled`}
        />
        <Text size="sm" c="dimmed" mt={6} className="tabular">
          {send.state === 'planning'
            ? 'Writing down who gets it …'
            : `${formatCount(open)} of ${formatCount(planned)} to go`}
        </Text>
      </div>
    </li>
  );
}

function standingOf({ state, waiting, inFlight }: QueuedSend): { tone: Tone; word: string } {
  if (state === 'paused') return { tone: 'quiet', word: 'Paused' };
  if (state === 'planning') return { tone: 'info', word: 'Being planned' };
  return waiting !== null && inFlight === 0
    ? { tone: 'warn', word: 'Waiting' }
    : { tone: 'accent', word: 'Sending' };
}
