import { useQuery } from '@tanstack/react-query';
import { getSandboxSource } from '#server/delivery/contract.ts';
import { callText, keyOf } from '../api/index.ts';
import { Loaded, Patience } from '../ui/states.tsx';
import classes from './message-page.module.css';

/** The message octet for octet as it came over the wire. */
export function SourceView({ id }: { id: string }) {
  const input = { params: { id } };
  const source = useQuery({
    queryKey: keyOf(getSandboxSource, input),
    queryFn: ({ signal }) => callText(getSandboxSource, input, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded query={source} skeleton={<Patience>Reading …</Patience>}>
      {(text) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <pre className={classes.source} tabIndex={0}>
          {text}
        </pre>
      )}
    </Loaded>
  );
}
