import { Button, Progress, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { createList } from '#server/audience/contract.ts';
import type { Home } from '#server/reports/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { Illustration } from '../ui/illustration.tsx';
import classes from './first-steps.module.css';

interface Step {
  title: string;
  text: string;
  minutes: number;
  done: boolean;
  to: string;
  action: string;
}

const stepsOf = (
  { steps: { hasContacts, hasCampaign, hasSent, hasEvents }, ...home }: Home,
  makesLists: boolean,
): Step[] => [
  {
    title: 'Bring in your contacts',
    text: `${makesLists ? 'Make a list' : 'Open a list'} and drop a CSV file on it. You see what will happen before anything does.`,
    minutes: 2,
    done: hasContacts,
    to: '/lists',
    action: makesLists ? 'Make a list' : 'Open your lists',
  },
  {
    title: 'Write a campaign',
    text: 'Start from a template, make it yours, and send yourself a test.',
    minutes: 5,
    done: hasCampaign,
    to: '/campaigns/new',
    action: 'Choose a template',
  },
  {
    title: 'Send it',
    text: 'The checks tell you what is missing. Then one press, and you watch it go out.',
    minutes: 1,
    done: hasSent,
    to: home.recentCampaigns[0] ? `/campaigns/${home.recentCampaigns[0].id}` : '/campaigns',
    action: 'Open your campaign',
  },
  {
    title: 'Read the report',
    text: 'Who opened, who clicked, who left. Numbers appear as readers react.',
    minutes: 1,
    done: hasEvents,
    to: home.lastCampaign ? `/campaigns/${home.lastCampaign.id}/report` : '/campaigns',
    action: 'Open the report',
  },
];

/** The way to the first campaign, ticked off by what is really there. Goes away when done or when hidden. */
export function FirstSteps({ home }: { home: Home }) {
  const [hidden, setHidden] = useLocalStorage({
    key: 'first-steps-hidden',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const steps = stepsOf(home, useMay()(createList));
  const done = steps.filter((step) => step.done).length;
  const next = steps.findIndex((step) => !step.done);
  if (hidden || next === -1) return null;
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <header className={classes.head}>
        <div>
          <Title order={2} id="first-steps">
            Your first campaign
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {done} of {steps.length} done
          </Text>
          <Progress
            value={(done / steps.length) * 100}
            size={6}
            mt="sm"
            w={160}
            aria-label="First steps done"
          />
        </div>
        <Illustration scene={done === 0 ? 'people' : done < 3 ? 'letters' : 'done'} />
      </header>
      <ol className={classes.list}>
        {steps.map((step, index) => (
          <li
            key={step.title}
            data-state={step.done ? 'done' : index === next ? 'next' : 'later'}
            className={classes.step}
          >
            <span className={classes.tick} aria-hidden="true">
              {step.done ? <IconCheck size={16} stroke={2.5} /> : index + 1}
            </span>
            <div className={classes.text}>
              <Text fw={600}>
                {step.title}
                {step.done && <span className={classes.said}> (done)</span>}
              </Text>
              {index === next && (
                <>
                  <Text c="dimmed" size="sm" mt={2} maw={480}>
                    {step.text} About {step.minutes}&nbsp;min.
                  </Text>
                  <Button mt="sm" renderRoot={(props) => <Link to={step.to as '/'} {...props} />}>
                    {step.action}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        className={classes.hide}
        onClick={() => setHidden(true)}
      >
        Hide these steps
      </Button>
    </section>
  );
}
