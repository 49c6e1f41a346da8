import { getQueue } from '#server/delivery/contract.ts';
import { useCall } from '../../api/index.ts';

/** What waits, read often while there is something, now and then otherwise. */
export const useQueue = ({ enabled = true } = {}) =>
  useCall(getQueue, {}, { enabled, every: (latest) => (latest && latest.items.length > 0 ? 2000 : 15_000) });
