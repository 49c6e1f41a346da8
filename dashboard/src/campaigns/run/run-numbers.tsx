import type { Progress } from '#server/campaigns/contract.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { StatCard, StatRow } from '../../ui/stat-card.tsx';

/** The ledger in numbers; kinds that did not happen are left out. */
export function RunNumbers({ progress }: { progress: Progress }) {
  const { state, planned, sent, failed, uncertain, suppressed, cancelled, remaining } = progress;
  const share = (count: number) => formatShare(count, planned);
  return (
    <StatRow>
      <StatCard label="Planned" value={formatCount(planned)} />
      <StatCard label="Sent" value={formatCount(sent)} note={share(sent)} />
      <StatCard
        label="Failed"
        value={formatCount(failed)}
        note={share(failed)}
        tone={failed > 0 ? 'bad' : 'plain'}
      />
      {remaining > 0 && (
        <StatCard
          label={state === 'cancelled' ? 'Being struck off' : 'To go'}
          value={formatCount(remaining)}
          note={share(remaining)}
        />
      )}
      {uncertain > 0 && (
        <StatCard label="Uncertain" value={formatCount(uncertain)} note="may have arrived" tone="warn" />
      )}
      {suppressed > 0 && (
        <StatCard label="Left out" value={formatCount(suppressed)} note="left or blocked meanwhile" />
      )}
      {cancelled > 0 && <StatCard label="Not sent" value={formatCount(cancelled)} note="stopped before" />}
    </StatRow>
  );
}
