/** A value that must not reach a message header. `field` names the header; the message is fit for people. */
export class HeaderError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'HeaderError';
    this.field = field;
  }
}

/**
 * Refuses CR, LF and NUL in a header value. They are never stripped: a stripped line break would turn an attack (or
 * a mistake in an import) into a message that says something else than its author wrote.
 */
export function assertHeaderValue(field: string, value: string): void {
  if (!/[\r\n\0]/.test(value)) return;
  throw new HeaderError(
    field,
    `The ${field} header contains a line break or a NUL character. Nothing was sent; remove it and try again.`,
  );
}
