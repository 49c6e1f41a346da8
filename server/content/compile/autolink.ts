import type { Placeholders } from './placeholders.ts';

/** A piece of text, or a web address standing in it. */
type LinkedPart = { text: string } | { url: string };

const URL_PATTERN = /https?:\/\/[^\s<>"]+/g;

/** Finds the web addresses in a protected text. Closing punctuation and block tags do not belong to an address. */
export function autolink(text: string, placeholders: Placeholders): LinkedPart[] {
  const parts: LinkedPart[] = [];
  let cursor = 0;
  for (const match of text.matchAll(URL_PATTERN)) {
    const url = trimUrl(upToBlockTag(match[0], placeholders));
    if (url.length <= 'https://'.length) continue;
    if (match.index > cursor) parts.push({ text: text.slice(cursor, match.index) });
    parts.push({ url });
    cursor = match.index + url.length;
  }
  if (cursor < text.length) parts.push({ text: text.slice(cursor) });
  return parts;
}

function upToBlockTag(url: string, placeholders: Placeholders): string {
  if (!placeholders.has(url)) return url;
  let length = 0;
  for (const [part, written] of placeholders.splitWritten(url)) {
    if (typeof part !== 'string' && part.kind === 'tag' && part.tag.kind === 'block') break;
    length += written.length;
  }
  return url.slice(0, length);
}

function trimUrl(url: string): string {
  let end = url.length;
  while (end > 0 && ".,;:!?'*_".includes(url[end - 1]!)) end--;
  if (url[end - 1] === ')' && !url.slice(0, end).includes('(')) end--;
  if (url[end - 1] === ']' && !url.slice(0, end).includes('[')) end--;
  return url.slice(0, end);
}
