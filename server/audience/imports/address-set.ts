import { hash } from 'node:crypto';

/**
 * Remembers which addresses a file has brought so far, in 16 bytes for each: a million addresses take 16 to 32 MB.
 * It keeps 64 bits of a SHA-1 of each key, so two different addresses among a million are taken for the same with a
 * chance of about 1 in 37 million.
 */
export class AddressSet {
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  /** Adds a key. @returns false when it was there already. */
  add(key: string): boolean {
    const digest = hash('sha1', key, 'buffer');
    // A pair of zeros marks a free slot.
    const added = this.#put(digest.readUInt32LE(0) || 1, digest.readUInt32LE(4));
    if (added && ++this.#size * 4 > this.#slots.length) this.#grow();
    return added;
  }

  #put(high: number, low: number): boolean {
    const slots = this.#slots;
    const last = slots.length / 2 - 1;
    for (let slot = low & last; ; slot = (slot + 1) & last) {
      const held = slots[2 * slot]!;
      if (held === 0) {
        slots[2 * slot] = high;
        slots[2 * slot + 1] = low;
        return true;
      }
      if (held === high && slots[2 * slot + 1] === low) return false;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) this.#put(old[at]!, old[at + 1]!);
  }
}
