/** Relaxed header canonicalisation (RFC 6376 §3.4.2) of one raw field without its final CRLF. */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(':');
  const name = field.slice(0, colon).trim().toLowerCase();
  const value = field
    .slice(colon + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${name}:${value}`;
}

/** Relaxed body canonicalisation (RFC 6376 §3.4.4). Takes and gives octets; line ends must already be CRLF. */
export function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n|$)/g, '');
  let end = text.length;
  while (text.endsWith('\r\n', end)) end -= 2;
  return end === 0 ? Buffer.alloc(0) : Buffer.from(`${text.slice(0, end)}\r\n`, 'latin1');
}

/** The raw header fields of a message in order, folded lines joined to their field, and where the body starts. */
export function splitMessage(message: Buffer): { fields: string[]; body: Buffer } {
  const end = message.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('A message without an end of its header cannot be signed.');
  const head = message.toString('utf8', 0, end);
  return { fields: head.split(/\r\n(?![ \t])/), body: message.subarray(end + 4) };
}
