import { Button, Group, Modal, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { getSession } from '#server/sign-in/contract.ts';
import { useCall } from '../api/index.ts';
import { useWanted } from '../shell/on-demand.tsx';
import { useTopEscape } from '../ui/top-escape.ts';
import { useSessionEnd, WARNED_BEFORE } from './use-idle-watch.ts';
import { useLogOut } from './use-log-out.ts';

/** When the seconds that are left are read out: not each of them. */
const readOut = [10, 30, 60];

/**
 * Asks whether somebody is still there, while the last two minutes of the session run. All tabs ask, and one answer does. Where it
 * ends in any case, there is nothing to answer: it says so, and what comes then.
 */
export default function IdleWarning({ wanted }: { wanted: number }) {
  const [asked, close] = useWanted(wanted);
  const end = useSessionEnd();
  const seconds = useSecondsUntil(end?.at, asked);
  const { refetch, isFetching } = useCall(getSession);
  const leave = useLogOut();
  const isOver = asked && seconds <= 0;
  const isKept = asked && (end === undefined || end.at - Date.now() > WARNED_BEFORE);
  useEffect(() => {
    if (!isOver && !isKept) return;
    close();
    // Finds that the session has ended, and so leads to logging in again over what is on screen.
    if (isOver) void refetch();
  });
  const opened = asked && !isOver && !isKept;
  const stay = () => (end?.isFinal ? close() : void refetch());
  const said = readOut.find((left) => seconds <= left);
  useTopEscape(opened, stay);
  return (
    <Modal
      opened={opened}
      onClose={stay}
      title={end?.isFinal ? 'Your session is about to end' : 'Are you still there?'}
      zIndex={350}
      closeOnEscape={false}
    >
      <Text>
        {end?.isFinal
          ? 'You have been logged in for as long as one may.'
          : 'Nobody has done anything here for a while.'}{' '}
        You are logged out in{' '}
        <strong role="timer" className="tabular">
          {clockOf(seconds)}
        </strong>
        . {end?.isFinal && 'Then you log in again, here. '}What you typed stays.
      </Text>
      <VisuallyHidden role="status">
        {said !== undefined && `You are logged out in ${said} seconds.`}
      </VisuallyHidden>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={leave}>
          Log out
        </Button>
        <Button data-autofocus loading={isFetching} onClick={stay}>
          {end?.isFinal ? 'Go on until then' : 'Stay logged in'}
        </Button>
      </Group>
    </Modal>
  );
}

/** Whole seconds, counted down while somebody is asked. */
function useSecondsUntil(end: number | undefined, isAsked: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isAsked) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [isAsked]);
  return end === undefined ? 0 : Math.ceil((end - now) / 1000);
}

/** `1:05`. */
const clockOf = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.max(0, seconds % 60)).padStart(2, '0')}`;
