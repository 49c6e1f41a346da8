import { Anchor } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { isFailure } from '../api/index.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { answers } from './lazy-screen.ts';

export function NotFound() {
  return (
    <Page title="This address leads nowhere">
      <EmptyState
        scene="lost"
        title="Nothing stands here"
        action={<Anchor renderRoot={(props) => <Link to="/" {...props} />}>Go home</Anchor>}
      >
        What stood here may have been deleted, or the link was cut short.
      </EmptyState>
    </Page>
  );
}

export function RouteError({ error }: { error: unknown }) {
  const router = useRouter();
  const retry = async () => {
    if (!isFailure(error, 'offline')) return router.invalidate();
    // A screen that could not be fetched is not asked for again without a reload.
    if (await answers()) window.location.reload();
  };
  return <ErrorState error={error} onRetry={retry} />;
}
