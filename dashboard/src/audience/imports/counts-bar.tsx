import type { ImportCounts } from '#server/audience/contract.ts';
import { formatCount, plural } from '../../ui/format.ts';
import classes from './counts-bar.module.css';

type Part = 'created' | 'updated' | 'unchanged' | 'duplicates' | 'rejected';

const parts: { kind: Part; label: string; explained: string }[] = [
  { kind: 'created', label: 'new', explained: 'not among your contacts before' },
  { kind: 'updated', label: 'updated', explained: 'here already, with something new' },
  { kind: 'unchanged', label: 'known already', explained: 'their details stay as they are' },
  { kind: 'duplicates', label: 'repeated', explained: 'the same address again; the first row counts' },
  { kind: 'rejected', label: 'cannot be used', explained: 'reasons below' },
];

/** Where the rows of a file go, as a bar and in words. */
export function CountsBar({ counts }: { counts: ImportCounts }) {
  return (
    <>
      <div className={classes.bar} aria-hidden="true">
        {parts
          .filter(({ kind }) => counts[kind] > 0)
          .map(({ kind }) => (
            <div key={kind} data-kind={kind} className={classes.part} style={{ flexGrow: counts[kind] }} />
          ))}
      </div>
      <ul className={classes.legend} aria-label={`Of ${plural(counts.rows, 'row')}`}>
        {parts.map(({ kind, label, explained }) => (
          <li key={kind} data-zero={counts[kind] === 0 || undefined}>
            <span data-kind={kind} className={classes.swatch} aria-hidden="true" />
            <span className={classes.count}>{formatCount(counts[kind])}</span>
            <span>
              {label} <span className={classes.explained}>({explained})</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
