import type { SandboxMessage } from '#server/delivery/contract.ts';
import classes from './message-page.module.css';

/** The headers in their order; a name may occur more than once. */
export function HeaderTable({ headers }: { headers: SandboxMessage['headers'] }) {
  return (
    <table className={classes.headers}>
      <thead>
        <tr>
          <th scope="col">Header</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: headers have no identity but their place
          <tr key={index}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
