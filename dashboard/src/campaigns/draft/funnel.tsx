import type { AudienceFunnel } from '#server/campaigns/contract.ts';
import { formatCount } from '../../ui/format.ts';
import classes from './funnel.module.css';

const steps = [
  { key: 'duplicates', label: 'on several of these lists' },
  { key: 'unsubscribed', label: 'unsubscribed' },
  { key: 'suppressed', label: 'never to be mailed' },
  { key: 'excluded', label: 'left out by you' },
] as const;

/** From everyone on the lists to those who get it, subtraction by subtraction. */
export function Funnel({ audience, stale }: { audience: AudienceFunnel; stale: boolean }) {
  return (
    <dl className={classes.funnel} data-stale={stale || undefined} aria-live="polite">
      <div>
        <dt>on the lists</dt>
        <dd>{formatCount(audience.inLists)}</dd>
      </div>
      {steps
        .filter(({ key }) => audience[key] > 0)
        .map(({ key, label }) => (
          <div key={key} className={classes.minus}>
            <dt>{label}</dt>
            <dd>−{formatCount(audience[key])}</dd>
          </div>
        ))}
      <div className={classes.sum}>
        <dt>will get it</dt>
        <dd>{formatCount(audience.recipients)}</dd>
      </div>
    </dl>
  );
}
