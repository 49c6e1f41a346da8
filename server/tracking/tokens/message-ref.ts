/** Which message a link belongs to, and with it which contact. */
export interface MessageRef {
  accountId: string;
  sendId: string;
  /** The message's number within its send, from 0 or 1 up to 2³²−1. */
  position: number;
  /**
   * Who was written to. Unsubscribe links carry it, so that they still work when the campaign and its ledger are
   * deleted; the other links leave it out.
   */
  contactId?: string | undefined;
  /** A test message stands in no ledger: its links work, and nothing is recorded. `sendId` is then free to choose. */
  test?: boolean | undefined;
}
