/**
 * The name to greet with in a mail to an address that is not proved yet: whoever registered may have written anything
 * there, and the mail goes to somebody else. Letters alone, and few; else nothing.
 */
export const greetingName = (name: string): string =>
  /^[\p{L}\p{M}][\p{L}\p{M} '’-]{0,39}$/u.test(name) ? name : '';
