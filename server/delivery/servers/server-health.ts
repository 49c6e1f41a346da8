/** Milliseconds between tries to open a server that is in trouble. */
const PROBES = { first: 1_000, longest: 60_000 };

type Trouble = { why: string; pause: number; timer: NodeJS.Timeout | undefined };

/**
 * Which servers cannot be opened at present, as this process sees it. Each is tried in the background, with growing
 * pauses, until it opens again; so no message is held up to find out.
 */
export class ServerHealth {
  #troubles = new Map<string, Trouble>();
  #isStopped = false;
  #probe: (id: string) => Promise<void>;
  #onChange: (id: string) => void;

  /**
   * @param probe opens the server and closes it again, and tells this object what came of it; never rejects
   * @param onChange called when a server got into trouble or out of it
   */
  constructor(probe: (id: string) => Promise<void>, onChange: (id: string) => void) {
    this.#probe = probe;
    this.#onChange = onChange;
  }

  /** Why a server is passed over; undefined when it is not. */
  trouble(id: string): string | undefined {
    return this.#troubles.get(id)?.why;
  }

  /** It could not be opened. */
  failed(id: string, why: string): void {
    const known = this.#troubles.get(id);
    const trouble = known ?? { why, pause: PROBES.first, timer: undefined };
    trouble.why = why;
    this.#troubles.set(id, trouble);
    if (trouble.timer === undefined) this.#schedule(id, trouble);
    if (known === undefined) this.#onChange(id);
  }

  /** It refused us, and trying again would only do harm: passed over until `forget`. */
  refused(id: string, why: string): void {
    const isNews = !this.#troubles.has(id);
    clearTimeout(this.#troubles.get(id)?.timer);
    this.#troubles.set(id, { why, pause: PROBES.first, timer: undefined });
    if (isNews) this.#onChange(id);
  }

  /** It was opened, or is another one now: nothing is known against it. */
  forget(id: string): void {
    const trouble = this.#troubles.get(id);
    if (trouble === undefined) return;
    clearTimeout(trouble.timer);
    this.#troubles.delete(id);
    this.#onChange(id);
  }

  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#troubles.values()) clearTimeout(timer);
  }

  #schedule(id: string, trouble: Trouble): void {
    if (this.#isStopped) return;
    trouble.timer = setTimeout(() => {
      trouble.pause = Math.min(trouble.pause * 2, PROBES.longest);
      void this.#probe(id).finally(() => {
        trouble.timer = undefined;
        if (this.#troubles.get(id) === trouble) this.#schedule(id, trouble);
      });
    }, trouble.pause);
    trouble.timer.unref();
  }
}
