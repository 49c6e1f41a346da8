import { Button, Loader, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { CallResult } from '#server/platform/http/contract.ts';
import { getSession, type Session } from '#server/sign-in/contract.ts';
import { finishLink, finishProof, finishSignIn, finishTest } from '#server/sign-in-providers/contract.ts';
import { ApiFailure, call, isFailure, keyOf } from '../api/index.ts';
import { SecondStep } from '../second-factors/second-step.tsx';
import { Door } from '../sign-in/door.tsx';
import { localPath, loginOnTheWayTo } from '../sign-in/local-path.ts';
import { wasGoingTo } from './go-to-provider.ts';
import { tellProved } from './proved-elsewhere.ts';
import { TestResult } from './test-result.tsx';

type Tested = CallResult<typeof finishTest>;
/** Where it led to. */
type Came =
  | { to: 'screen'; session: Session }
  | { to: 'newcomer' | 'linked' | 'second-step' | 'proved' }
  | { to: 'tested'; tested: Tested }
  | { to: 'failed'; message: string; retry: Retry };

/** Where it is begun again: `none` in another tab. */
type Retry = 'login' | 'security' | 'settings' | 'none';

/**
 * Where a provider sends the browser back to. Coming here changes nothing; the page hands what it was given to the server,
 * which knows whether this browser set out for it. The purpose stands before the dot of the state.
 */
export function CallbackPage() {
  const { providerId } = useParams({ from: '/sign-in/$providerId' });
  const router = useRouter();
  const client = useQueryClient();
  const [came, setCame] = useState<Came>();
  const enter = (session: Session) => {
    client.clear();
    client.setQueryData(keyOf(getSession), session);
    router.history.replace(localPath(wasGoingTo()));
  };
  const arrive = (at: Came) => {
    if (at.to === 'screen') enter(at.session);
    else if (at.to === 'newcomer') router.history.replace('/sign-in/newcomer');
    else if (at.to === 'linked') {
      client.clear();
      router.history.replace('/settings/security');
    } else setCame(at);
    if (at.to === 'proved') tellProved();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the address the browser came with.
  useEffect(() => {
    const answer = takeAnswer();
    if (answer === undefined) return;
    finish(providerId, answer)
      .catch((error) => cameToNothing(error, purposeOf(answer)))
      .then(arrive);
  }, []);
  if (!came) return <Waiting />;
  if (came.to === 'second-step')
    return <SecondStep onDone={enter} onBack={() => router.navigate({ ...stillGoing(), replace: true })} />;
  if (came.to === 'tested') return <TestResult tested={came.tested} />;
  if (came.to === 'failed') return <Failed {...came} />;
  return <Proved />;
}

/** The login page: beginning again, one still wants to go where one was going. */
const stillGoing = () => loginOnTheWayTo(wasGoingTo());

const purposeOf = (answer: string) => new URLSearchParams(answer).get('state')?.split('.')[0] ?? '';

let taken: string | undefined;

/** What the provider added to the address, once; it is taken out of the address bar and the history. */
function takeAnswer(): string | undefined {
  const answer = window.location.search.slice(1);
  // Effects run twice while developing.
  if (taken === answer && answer !== '') return undefined;
  taken = answer;
  window.history.replaceState(window.history.state, '', window.location.pathname);
  return answer || 'nothing';
}

async function finish(providerId: string, answer: string): Promise<Came> {
  const body = { providerId, answer };
  switch (purposeOf(answer)) {
    case 'link':
      await call(finishLink, { body });
      return { to: 'linked' };
    case 'prove':
      await call(finishProof, { body });
      return { to: 'proved' };
    case 'test':
      return { to: 'tested', tested: await call(finishTest, { body }) };
    default: {
      const { session } = await call(finishSignIn, { body });
      return session ? { to: 'screen', session } : { to: 'newcomer' };
    }
  }
}

/** By what the browser was sent to the provider for. */
const retries: Record<string, Retry> = { link: 'security', test: 'settings', prove: 'none' };

function cameToNothing(error: unknown, purpose: string): Came {
  if (isFailure(error, 'second_step_needed')) return { to: 'second-step' };
  const message = error instanceof ApiFailure ? error.message : 'That did not work. Begin again.';
  return { to: 'failed', message, retry: retries[purpose] ?? 'login' };
}

function BeginAgain() {
  const next = localPath(wasGoingTo());
  if (next.startsWith('/invitation#'))
    return (
      <Button component="a" href={next}>
        Back to the invitation
      </Button>
    );
  return <Button renderRoot={(props) => <Link {...stillGoing()} {...props} />}>Back to the login</Button>;
}

function Waiting() {
  return (
    <Door title="One moment" lead="Your login is being checked.">
      <Loader role="status" aria-label="Checking your login" />
    </Door>
  );
}

function Proved() {
  return (
    <Door title="Confirmed" lead="It is you. What you were doing goes on in the other tab.">
      <Button variant="default" onClick={() => window.close()}>
        Close this tab
      </Button>
    </Door>
  );
}

function Failed({ message, retry }: Extract<Came, { to: 'failed' }>) {
  return (
    <Door title="That did not work" lead="Nothing was changed.">
      <Stack gap="md">
        <Text role="alert">{message}</Text>
        {retry === 'login' && <BeginAgain />}
        {retry === 'security' && (
          <Button renderRoot={(props) => <Link to="/settings/security" {...props} />}>
            Back to Security
          </Button>
        )}
        {retry === 'settings' && (
          <Button renderRoot={(props) => <Link to={localPath(wasGoingTo())} {...props} />}>
            Back to the settings
          </Button>
        )}
        {retry === 'none' && <Text c="dimmed">You can close this tab and try again in the other one.</Text>}
      </Stack>
    </Door>
  );
}
