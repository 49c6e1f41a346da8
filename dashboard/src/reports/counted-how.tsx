import type { Report } from '#server/reports/contract.ts';
import { formatShare } from '../ui/format.ts';
import classes from './report.module.css';

/** How the figures come about, next to the figures: nobody should have to guess. */
export function CountedHow({ report: { totals, rates } }: { report: Report }) {
  return (
    <details className={classes.counted}>
      <summary>How is this counted?</summary>
      <p>
        Each person counts once, however often they open or click. Someone counts as having opened when their
        mail program loaded the images, or when they clicked a link.
      </p>
      <p>
        Some mail programs load images by machine before anyone looks, and some companies let machines follow
        links to check them. Those are kept apart
        {totals.opened.machine > 0 && rates.opened !== null && rates.openedAtMost !== null
          ? `: the true share of openers lies between ${formatShare(rates.opened, 1)} and ${formatShare(rates.openedAtMost, 1)}.`
          : '.'}{' '}
        And who reads with images off and clicks nothing is not seen at all.
      </p>
      <p>Shares are of the messages sent; failures are of the messages tried.</p>
      {totals.uncertain > 0 && (
        <p>
          Uncertain: the connection broke just after the mail was handed over, so it may or may not have
          arrived. It is not sent again, because nobody should get it twice.
        </p>
      )}
    </details>
  );
}
