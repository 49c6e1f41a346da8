import { Anchor } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useDocumentTitle } from '../ui/page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

export function NotFound() {
  useDocumentTitle('Nothing here');
  return (
    <EmptyState
      scene="lost"
      title="This address leads nowhere"
      action={<Anchor renderRoot={(props) => <Link to="/" {...props} />}>Go home</Anchor>}
    >
      What stood here may have been deleted, or the link was cut short.
    </EmptyState>
  );
}

export function RouteError({ error }: { error: unknown }) {
  const router = useRouter();
  return <ErrorState error={error} onRetry={() => router.invalidate()} />;
}
