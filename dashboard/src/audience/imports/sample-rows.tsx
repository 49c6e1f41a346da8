import type { ContactImport } from '#server/audience/contract.ts';
import classes from './mapping.module.css';

/** The first rows just as they stand in the file, for those who want to be sure. */
export function SampleRows({ imported: { columns, sampleRows } }: { imported: ContactImport }) {
  if (sampleRows.length === 0) return null;
  return (
    <details className={classes.sample}>
      <summary>Show the first rows of the file</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label="First rows of the file">
        <table className={classes.rows}>
          <thead>
            <tr>
              {columns.map(({ header }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                <th key={index} scope="col">
                  {header || `Column ${index + 1}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sampleRows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the file
              <tr key={row}>
                {cells.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                  <td key={index}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
