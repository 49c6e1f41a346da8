/** One kind of line break, no NUL, no half characters: what the HTML tokenizer would do anyway. */
export function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed();
}

export function oneLine(text: string): string {
  return normalise(text).replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

/** Editors that write HTML also escape what stands inside merge tags. */
export function decodeEntities(body: string): string {
  if (!body.includes('&')) return body;
  const entities: Record<string, string> = {
    quot: '"',
    '#39': "'",
    apos: "'",
    lt: '<',
    gt: '>',
    nbsp: ' ',
    amp: '&',
  };
  return body.replace(
    /&(quot|#39|apos|lt|gt|nbsp|amp);/g,
    (written, name: string) => entities[name] ?? written,
  );
}

/** Hidden text that inboxes show beside the subject, padded so that the body does not follow it there. */
export function previewHtml(preheader: string): string {
  if (preheader.trim() === '') return '';
  const style =
    'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;font-size:1px;line-height:1px;color:transparent';
  return `<div style="${style}">${preheader}${'&#8199;&#847; '.repeat(60)}</div>`;
}
