import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { type ContactImport, readImport, startImport } from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useCall, useRefresh } from '../../api/index.ts';
import { formatBytes, formatShare } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { CheckResult } from './check-result.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImportResult } from './import-result.tsx';
import { isMoving, shareDone } from './import-words.ts';
import { MappingScreen } from './mapping-screen.tsx';
import { type Step, StepTrail } from './step-trail.tsx';

/** One import, wherever it stands; the address can be left and come back to at any time. */
export function ImportPage() {
  const { id } = useParams({ from: '/app/imports/$id' });
  const { step } = useSearch({ from: '/app/imports/$id' });
  const query = useCall(
    readImport,
    { params: { id } },
    { every: (latest) => (latest && isMoving(latest) ? 700 : false) },
  );
  useRefreshWhenDone(query.data);
  const imported = query.data;
  const matching = imported !== undefined && (imported.state === 'uploaded' || step === 'match');
  const current = imported && stepOf(imported, matching);
  return (
    <Page
      title="Import contacts"
      tabTitle={imported && isMoving(imported) ? `${formatShare(shareDone(imported), 1)} · Import` : 'Import'}
      lead={imported && `${imported.fileName}, ${formatBytes(imported.fileSize)}`}
      crumbs={[
        { label: 'Lists', to: '/lists' },
        ...(imported
          ? [{ label: imported.listName, to: '/lists/$id' as const, params: { id: imported.listId } }]
          : []),
      ]}
    >
      {current && <StepTrail current={current} finished={imported.state === 'done'} />}
      <Loaded query={query}>{(imported) => <Stage imported={imported} matching={matching} />}</Loaded>
    </Page>
  );
}

function Stage({ imported, matching }: { imported: ContactImport; matching: boolean }) {
  const navigate = useNavigate();
  const go = (step: 'match' | undefined) =>
    navigate({ to: '/imports/$id', params: { id: imported.id }, search: { step }, resetScroll: true });
  const may = useMay();
  if (isMoving(imported)) return <ImportProgress imported={imported} />;
  if (mayBeMatched(imported) && !may(startImport))
    return (
      <EmptyState scene="people" title="Not imported yet">
        The file is here and nothing of it is on the list. Somebody who may change contacts has to go on with
        it.
      </EmptyState>
    );
  if (matching && mayBeMatched(imported))
    return (
      <MappingScreen
        key={JSON.stringify(imported.format)}
        imported={imported}
        onChecking={() => go(undefined)}
      />
    );
  if (imported.state === 'checked') return <CheckResult imported={imported} onBack={() => go('match')} />;
  return <ImportResult imported={imported} />;
}

const mayBeMatched = ({ state }: ContactImport) => state === 'uploaded' || state === 'checked';

function stepOf({ state }: ContactImport, matching: boolean): Step {
  if (state === 'uploaded' || (matching && state === 'checked')) return 'match';
  return state === 'checking' || state === 'checked' ? 'check' : 'import';
}

/** Once the import ends, whatever shows contacts or lists is read again. */
function useRefreshWhenDone(imported: ContactImport | undefined) {
  const refresh = useRefresh();
  const before = useRef(imported?.state);
  const state = imported?.state;
  useEffect(() => {
    if (before.current === 'running' && state !== 'running')
      refresh('/api/lists', '/api/contacts', '/api/contact-fields', '/api/home');
    before.current = state;
  }, [state, refresh]);
}
