import { Anchor } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { Page } from '../ui/page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

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
  return <ErrorState error={error} onRetry={() => router.invalidate()} />;
}
