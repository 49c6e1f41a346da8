import type { Context } from './nodes.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML, both between tags and inside quoted attributes. NUL, which HTML forbids, is dropped. */
export function escapeHtml(text: string): string {
  return /[&<>"'\0]/.test(text) ? text.replace(/[&<>"'\0]/g, (char) => ENTITIES[char] ?? '') : text;
}

/** Makes the text of a value harmless for the place it lands in. */
export function makeSafe(text: string, context: Context): string {
  switch (context) {
    case 'html':
      return escapeHtml(text);
    case 'lines':
      return escapeHtml(text).replace(/\r\n?|\n/g, '<br>\n');
    case 'text':
      return /[\r\0]/.test(text) ? text.replaceAll('\0', '').replace(/\r\n?/g, '\n') : text;
    case 'line':
      return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
    case 'comment':
      // Two hyphens could end the comment around it.
      return escapeHtml(text).replaceAll('-', '&#45;');
    case 'css':
      return escapeHtml(cssValue(text));
    case 'sheet':
      return cssValue(text).replaceAll('&', '');
    case 'url':
      return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, percent);
    case 'address':
    case 'encoded':
      return text
        .toWellFormed()
        .replace(/[\u0000-\u001f\u007f]/g, '')
        .trim()
        .replace(/[\s<>"'\\`{}|^]/g, percent);
  }
}

/** A CSS value cannot open a string, a function, a rule or a new declaration. */
function cssValue(text: string): string {
  return text.replace(/[^\p{L}\p{N} #%.,_:/?=&~@+-]/gu, '');
}

function percent(char: string): string {
  return encodeURIComponent(char).replace(
    /^[!'()*]$/,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
