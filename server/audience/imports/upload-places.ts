import { problem } from '#server/platform/http/index.ts';

/**
 * How many uploads go on at once in one process. Each holds a database connection for as long as its sender takes, so
 * without a bound a few slow senders of one account would leave no connection for anybody else.
 */
const most = { ofAnAccount: 2, ofAll: 4 };

interface UploadPlaces {
  /** Takes a place and gives what frees it again. @throws too_many_requests */
  take(accountId: string): () => void;
}

export function uploadPlaces(): UploadPlaces {
  const taken = new Map<string, number>();
  const ofAccount = (accountId: string) => taken.get(accountId) ?? 0;
  return {
    take(accountId) {
      const all = [...taken.values()].reduce((sum, count) => sum + count, 0);
      if (ofAccount(accountId) >= most.ofAnAccount)
        throw problem(
          'too_many_requests',
          'Two files are being uploaded already. Wait until one has arrived.',
        );
      if (all >= most.ofAll)
        throw problem(
          'too_many_requests',
          'Many files are being uploaded at the moment. Try again in a minute.',
        );
      taken.set(accountId, ofAccount(accountId) + 1);
      return () => {
        const left = ofAccount(accountId) - 1;
        if (left > 0) taken.set(accountId, left);
        else taken.delete(accountId);
      };
    },
  };
}
