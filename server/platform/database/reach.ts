import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Who a request works for, when that is a member restricted to certain lists. It goes with the request by itself, so that no
 * query can forget it: the policies of the database take away the rest.
 */
interface Request {
  memberId: string | null;
}
const requests = new AsyncLocalStorage<Request>();

/** Runs the work of one request; nobody is restricted at first. */
export const inRequest = (work: () => void): void => requests.run({ memberId: null }, work);

/** From now on the transactions of this request see what the member may reach. */
export function restrictTo(memberId: string): void {
  const request = requests.getStore();
  if (!request) throw new Error('Only a request can be restricted to what a member may reach.');
  request.memberId = memberId;
}

/** Whom the present request is restricted to; null for everybody else, and for jobs. */
export const restrictedMember = (): string | null => requests.getStore()?.memberId ?? null;

/**
 * Pieces of a long answer are asked for when the connection has room, which is outside of the request. This makes each of
 * them in the request that began the answer.
 */
export function keepReach<T>(pieces: AsyncIterable<T>): AsyncIterable<T> {
  const inThisRequest = AsyncLocalStorage.snapshot();
  return {
    [Symbol.asyncIterator]() {
      const iterator = pieces[Symbol.asyncIterator]();
      return {
        next: () => inThisRequest(() => iterator.next()),
        return: async (): Promise<IteratorResult<T>> => {
          await inThisRequest(() => iterator.return?.());
          return { done: true, value: undefined };
        },
      };
    },
  };
}
