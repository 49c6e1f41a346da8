import { Anchor } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconEyeCheck,
  IconFileImport,
  IconLogin2,
  IconLogout,
  IconMailOpened,
  IconMailX,
  IconPencil,
  IconPointer,
  IconRobot,
  IconSend,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TimelineEntry } from '#server/audience/contract.ts';
import { formatInstant } from '../../ui/format.ts';
import classes from './timeline.module.css';

type Tone = 'quiet' | 'accent' | 'good' | 'bad';
interface Told {
  icon: typeof IconSend;
  tone: Tone;
  sentence: ReactNode;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** One thing that happened, as an icon and a sentence. */
export function Entry({ entry, labels }: { entry: TimelineEntry; labels: ReadonlyMap<string, string> }) {
  const { icon: Icon, tone, sentence } = tell(entry);
  return (
    <li className={classes.entry} data-tone={tone}>
      <span className={classes.icon}>
        <Icon size={17} stroke={1.75} aria-hidden="true" />
      </span>
      <div className={classes.what}>
        <p>{sentence}</p>
        {noteOf(entry) && <p className={classes.note}>{noteOf(entry)}</p>}
        {entry.changes.length > 0 && (
          <ul className={classes.changes}>
            {entry.changes.map(({ field, from, to }) => (
              <li key={field}>
                {labels.get(field) ?? field}: {from !== null && <del>{String(from)}</del>}
                {from !== null && ' → '}
                {to === null ? 'emptied' : <ins>{String(to)}</ins>}
              </li>
            ))}
          </ul>
        )}
      </div>
      <time dateTime={entry.at} title={formatInstant(entry.at)} className={classes.time}>
        {clock.format(new Date(entry.at))}
      </time>
    </li>
  );
}

function tell(entry: TimelineEntry): Told {
  const mail = <Campaign entry={entry} />;
  const list = entry.list ? <strong>{entry.list.name}</strong> : 'a list that is gone';
  switch (entry.kind) {
    case 'message':
      return tellMessage(entry, mail);
    case 'opened':
      return entry.machine
        ? { icon: IconRobot, tone: 'quiet', sentence: <>A machine loaded the images of {mail}</> }
        : { icon: IconMailOpened, tone: 'accent', sentence: <>Opened {mail}</> };
    case 'clicked':
      return entry.machine
        ? { icon: IconRobot, tone: 'quiet', sentence: <>A machine followed the links of {mail}</> }
        : { icon: IconPointer, tone: 'accent', sentence: <>Clicked a link in {mail}</> };
    case 'unsubscribed':
      return { icon: IconLogout, tone: 'bad', sentence: <>Unsubscribed from everything{through(entry)}</> };
    case 'resubscribed':
      return { icon: IconLogin2, tone: 'good', sentence: 'Subscribed again' };
    case 'left_list':
      return {
        icon: IconLogout,
        tone: 'bad',
        sentence: (
          <>
            Left {list}
            {through(entry)}
          </>
        ),
      };
    case 'joined_list':
      return { icon: IconLogin2, tone: 'good', sentence: <>Joined {list}</> };
    case 'imported':
      return { icon: IconFileImport, tone: 'good', sentence: <>Imported to {list}</> };
    case 'changed':
      return { icon: IconPencil, tone: 'quiet', sentence: 'Details were changed' };
    case 'suppressed':
      return {
        icon: IconBan,
        tone: 'bad',
        sentence: 'The address was put on the list of those never mailed',
      };
    case 'unsuppressed':
      return { icon: IconEyeCheck, tone: 'good', sentence: 'The address may be mailed again' };
  }
}

function tellMessage({ message }: TimelineEntry, mail: ReactNode): Told {
  switch (message?.state) {
    case 'sent':
      return { icon: IconSend, tone: 'quiet', sentence: <>Was sent {mail}</> };
    case 'failed':
      return { icon: IconMailX, tone: 'bad', sentence: <>{mail} could not be delivered</> };
    case 'uncertain':
      return {
        icon: IconAlertTriangle,
        tone: 'bad',
        sentence: <>{mail} may or may not have gone out; it was not sent again, so nobody gets it twice</>,
      };
    case 'suppressed':
      return {
        icon: IconBan,
        tone: 'quiet',
        sentence: <>{mail} was held back: the address is never mailed</>,
      };
    case 'cancelled':
      return { icon: IconMailX, tone: 'quiet', sentence: <>{mail} was cancelled before it went out</> };
    default:
      return { icon: IconSend, tone: 'quiet', sentence: <>{mail} is on its way</> };
  }
}

function Campaign({ entry: { campaign } }: { entry: TimelineEntry }) {
  if (!campaign) return <>a campaign that is gone</>;
  return (
    <Anchor fw={550} renderRoot={(props) => <Link to={`/campaigns/${campaign.id}` as '/'} {...props} />}>
      {campaign.name}
    </Anchor>
  );
}

const through = (entry: TimelineEntry): ReactNode =>
  entry.campaign ? (
    <>
      {' '}
      through <Campaign entry={entry} />
    </>
  ) : null;

const noteOf = ({ url, note, message }: TimelineEntry): string => url ?? message?.reply ?? note;
