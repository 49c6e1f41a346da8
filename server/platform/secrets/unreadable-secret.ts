/** A stored secret that cannot be opened, now or later. The message goes after “It cannot be read: ”. */
export class UnreadableSecretError extends Error {
  override name = 'UnreadableSecretError';
}
