import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiFailure } from '../api/index.ts';
import { Illustration, type Scene } from './illustration.tsx';
import classes from './states.module.css';

interface EmptyStateProps {
  scene?: Scene;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Why there is nothing here, and the one thing to do about it. */
export function EmptyState({ scene = 'letters', title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <Illustration scene={scene} />
      <Title order={2}>{title}</Title>
      {children && (
        <Text c="dimmed" maw={440} component="div">
          {children}
        </Text>
      )}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** What happened, what to do, and a number to quote when the server itself failed. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const failure = error instanceof ApiFailure ? error : undefined;
  return (
    <div className={classes.state} role="alert">
      <Illustration scene="lost" />
      <Title order={2}>{titleOf(failure)}</Title>
      <Text c="dimmed" maw={480}>
        {failure?.message ?? 'This screen stumbled. Nothing you saved was lost; reload the page to go on.'}
      </Text>
      {failure?.id && (
        <Text size="sm" c="dimmed">
          If you ask for help, quote <code>{failure.id}</code>
        </Text>
      )}
      {failure?.code === 'second_factor_needed' && (
        <Button
          className={classes.action}
          renderRoot={(props) => <Link to="/settings/second-factors" {...props} />}
        >
          Protect your login
        </Button>
      )}
      {failure?.code === 'single_sign_on_needed' && (
        <Button
          className={classes.action}
          component="a"
          href={`/single-sign-on/${encodeURIComponent(failure.fields.providerId ?? '')}?${hereNow()}`}
        >
          Go to its sign-in
        </Button>
      )}
      {onRetry && !lasting.includes(failure?.code ?? '') && (
        <Button variant="default" onClick={onRetry} className={classes.action}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** To come back to: what stands behind a # may be a secret, and stays behind one. */
const hereNow = () => {
  const { pathname, search, hash } = window.location;
  return `next=${encodeURIComponent(pathname + search)}${hash}`;
};

/** What trying again does not mend. */
const lasting = ['not_found', 'forbidden', 'second_factor_needed', 'single_sign_on_needed', 'bound_session'];

function titleOf(failure: ApiFailure | undefined): string {
  if (failure?.code === 'not_found') return 'There is nothing here';
  if (failure?.code === 'offline') return 'Mail Minion does not answer';
  if (failure?.code === 'second_factor_needed') return 'This needs a second factor';
  if (failure?.code === 'single_sign_on_needed') return 'Come in through your organisation';
  if (failure?.code === 'bound_session') return 'This needs a login of your own';
  if (failure?.code === 'forbidden') return 'This is not open to you';
  return 'That did not work';
}

/** Shows its children only after 200 ms, so that a quick answer never flickers. */
export function Patience({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return late ? <div aria-busy="true">{children}</div> : null;
}

/** The shape of a page whose content is still on its way. */
export function PageSkeleton() {
  return (
    <Patience>
      <Stack className={classes.skeleton} gap="lg" role="status" aria-label="Loading">
        <Skeleton h={34} w="40%" />
        <Skeleton h={16} w="65%" />
        <Skeleton h={180} />
        <Skeleton h={180} />
      </Stack>
    </Patience>
  );
}

/** The shape of what stands below a page's title. */
function ContentSkeleton() {
  return (
    <Patience>
      <Stack gap="lg" role="status" aria-label="Loading">
        <Skeleton h={140} radius="lg" />
        <Skeleton h={180} radius="lg" />
      </Stack>
    </Patience>
  );
}

/** The shape of a list inside a card, whose title is already there. */
export function RowsSkeleton() {
  return (
    <Patience>
      <Stack mt="md" role="status" aria-label="Loading">
        <Skeleton h={44} />
        <Skeleton h={44} />
      </Stack>
    </Patience>
  );
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** The three states of a read in one place: waiting, failed, there. Old data stays while new data is fetched. */
export function Loaded<T>({ query, skeleton = <ContentSkeleton />, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return <>{skeleton}</>;
}
