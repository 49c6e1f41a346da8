import { formatCount } from '../ui/format.ts';
import type { Point } from './course.ts';
import classes from './report.module.css';

export function CourseTable({ points }: { points: Point[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="Opens and clicks over time, as a table">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col" data-number>
              Opens
            </th>
            <th scope="col" data-number>
              Clicks
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ label, opens, clicks }) => (
            <tr key={label}>
              <td>{label}</td>
              <td data-number>{formatCount(opens)}</td>
              <td data-number>{formatCount(clicks)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
