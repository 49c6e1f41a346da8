interface Placed {
  id: string;
  priority: number;
}

/** Far enough apart that a server can be put between two others by hand over the API. */
const STEP = 10;

/** The servers after one was moved, and which of them need another priority for it. */
export function moved<S extends Placed>(servers: readonly S[], from: number, to: number) {
  const order = [...servers];
  order.splice(to, 0, ...order.splice(from, 1));
  const changes = order
    .map(({ id, priority }, index) => ({ id, was: priority, priority: (index + 1) * STEP }))
    .filter(({ was, priority }) => was !== priority)
    .map(({ id, priority }) => ({ id, priority }));
  return { order, changes };
}

/** The servers in the order of these ids; ones that came meanwhile stay at the end. */
export function inOrder<S extends Placed>(servers: readonly S[], ids: readonly string[]): S[] {
  const place = ({ id }: S) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return servers.toSorted((one, other) => place(one) - place(other));
}
