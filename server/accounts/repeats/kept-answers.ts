import { sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { type Answer, type NamedCall, problem } from '#server/platform/http/index.ts';
import { type Place, type Secrets, sealedColumn } from '#server/platform/secrets/index.ts';
import { isForStaff } from '../access/contract.ts';
import type { Scope } from '../access/scope.ts';

export const keptAnswers = sealedColumn('kept_answers', 'answer', {
  row: sql`concat_ws('|', account_id, asker_id, encode(name_hash, 'hex'))`,
});

/** For how long the answer to a named request is repeated. */
export const KEPT_HOURS = 72;

/**
 * In which account the answer to a request is kept; null where the request is about the person or the install, in no account.
 */
export const homeOf = ({ contract, scope }: NamedCall<Scope>): string | null =>
  contract.permission === 'user' || isForStaff(contract.permission) ? null : scope.accountId;

export interface Kept {
  requestHash: Buffer;
  /** Undefined while nobody knows how the request ended. */
  answer: Answer | undefined;
}

/** The kept answer to one named request. */
export class KeptAnswers {
  readonly #tx: Tx;
  readonly #accountId: string | null;
  readonly #askerId: string;
  readonly #nameHash: Buffer;
  readonly #secrets: Secrets;

  constructor(tx: Tx, call: NamedCall<Scope>, secrets: Secrets) {
    const { scope, name } = call;
    const askerId = scope.apiKey?.id ?? scope.userId;
    if (!askerId) throw new Error('A named request needs somebody who asks.');
    this.#tx = tx;
    this.#accountId = homeOf(call);
    this.#askerId = askerId;
    this.#nameHash = sha256(name);
    this.#secrets = secrets;
  }

  /**
   * What is kept, or undefined; then the name is the caller's until its transaction ends, however it ends.
   * @throws still_running when it is somebody else's
   */
  async take(): Promise<Kept | undefined> {
    const { taken } = await this.#tx.one<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${`kept_answers.answer|${this.#name}`}, 0)) as taken`,
    );
    if (!taken) throw problem('still_running');
    return await this.find();
  }

  async find(): Promise<Kept | undefined> {
    const row = await this.#tx.maybeOne<{ requestHash: Buffer; status: number; sealed: Buffer | null }>(sql`
      select request_hash as "requestHash", status, answer as sealed from kept_answers
      where ${this.#row} and asked_at > now() - make_interval(hours => ${KEPT_HOURS})`);
    if (!row) return undefined;
    const { requestHash, status, sealed } = row;
    return { requestHash, answer: sealed ? { status, text: await this.#open(sealed) } : undefined };
  }

  async reserve(requestHash: Buffer): Promise<void> {
    await this.#write(requestHash, null, null);
  }

  async keep(requestHash: Buffer, { status, text }: Answer): Promise<void> {
    await this.#write(requestHash, status, await this.#secrets.seal(this.#tx, this.#place, text));
  }

  async forget(): Promise<void> {
    await this.#tx.execute(sql`delete from kept_answers where ${this.#row}`);
  }

  async #write(requestHash: Buffer, status: number | null, answer: Buffer | null): Promise<void> {
    await this.#tx.execute(sql`
      insert into kept_answers (account_id, asker_id, name_hash, request_hash, status, answer)
      values (${this.#accountId}, ${this.#askerId}, ${this.#nameHash}, ${requestHash}, ${status}, ${answer})
      on conflict (account_id, asker_id, name_hash) do update
      set request_hash = excluded.request_hash, status = excluded.status, answer = excluded.answer, asked_at = now()`);
  }

  get #row() {
    const home = this.#accountId === null ? sql`account_id is null` : sql`account_id = ${this.#accountId}`;
    return sql`${home} and asker_id = ${this.#askerId} and name_hash = ${this.#nameHash}`;
  }

  get #name(): string {
    return [this.#accountId, this.#askerId, this.#nameHash.toString('hex')].filter(Boolean).join('|');
  }

  get #place(): Place {
    return { in: keptAnswers, accountId: this.#accountId, row: this.#name };
  }

  #open(sealed: Buffer): Promise<string> {
    return this.#secrets.open(this.#place, sealed, this.#tx);
  }
}
