import { useSession } from '../sign-in/use-session.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/states.tsx';

/** For whoever comes by an address to a screen that is not for them. */
export function MayNotPage({ title }: { title: string }) {
  const { account } = useSession();
  const isHeld = account.suspendedReason !== null || account.closing !== null;
  return (
    <Page title={title}>
      <EmptyState scene="lost" title="You can read here, not change">
        {isHeld
          ? 'Nothing can be changed in this account as it stands; the line above says why.'
          : 'Your role in this account does not allow it. Its owners and admins can give you another one.'}
      </EmptyState>
    </Page>
  );
}
