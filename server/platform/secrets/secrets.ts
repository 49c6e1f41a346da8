import type { KeyRing } from '../crypto/index.ts';
import type { Database, Tx } from '../database/index.ts';
import { type DataKey, keyToOpen, keyToSeal } from './data-keys.ts';
import { KeptKeys } from './kept-keys.ts';
import { keyIdOf, openUnder, openVersion1, sealUnder } from './sealed-bytes.ts';
import type { Place } from './sealed-column.ts';

/**
 * Secrets that are stored to be read again: passwords of mail servers, private keys, seeds. Each is encrypted with
 * AES-256-GCM under the data key of its account and bound to its row; docs/keys.md says what that guards against.
 */
export interface Secrets {
  /** Seals a secret for the row it is about to be written to, in the transaction that writes it. */
  seal(tx: Tx, place: Place, secret: string): Promise<Buffer>;
  /**
   * Opens what was sealed for this place.
   * @param tx a transaction that is open anyway; needed where the secret was sealed in that one
   * @throws {UnreadableSecretError} for good; anything else may be tried again
   */
  open(place: Place, sealed: Buffer, tx?: Tx): Promise<string>;
  /** Drops the keys of an account that is being erased from the memory of this process; the others do within a minute. */
  forget(accountId: string): void;
}

export function createSecrets({ database, keys }: { database: Database; keys: KeyRing }): Secrets {
  const kept = new KeptKeys();

  async function findKey(accountId: string | null, id: string, tx: Tx | undefined): Promise<DataKey> {
    const known = kept.get(accountId, id);
    if (known) return known;
    const read = (within: Tx) => keyToOpen(within, keys, accountId, id);
    const found = await (tx ? read(tx) : database.asSystem(read));
    kept.keep(accountId, found);
    return found;
  }

  return {
    // Never from what is kept: a key made in a transaction that was undone must not seal anything.
    seal: async (tx, place, secret) => sealUnder(await keyToSeal(tx, keys, place.accountId), place, secret),

    async open(place, sealed, tx) {
      const keyId = keyIdOf(sealed);
      if (keyId === undefined) return openVersion1(envelopesOf(keys), place, sealed);
      return openUnder(await findKey(place.accountId, keyId, tx), place, sealed);
    },

    forget: (accountId) => kept.forget(accountId),
  };
}

const envelopesOf = (keys: KeyRing) => keys.all.map(({ envelope }) => envelope);
