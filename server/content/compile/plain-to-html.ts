import { escapeHtml } from '../merge/make-safe.ts';
import { autolink } from './autolink.ts';
import type { Placeholders } from './placeholders.ts';

/**
 * Makes a letter in HTML from a protected plain text: one readable column, paragraphs at empty lines, web addresses
 * as links. A line "Label: {{ unsubscribe_url }}" becomes a link with that label.
 */
export function plainToHtml(text: string, placeholders: Placeholders): string {
  const paragraphs = text.split(/\n[ \t]*\n\s*/).map((paragraph) => paragraphHtml(paragraph, placeholders));
  return `${TOP}${paragraphs.join('\n')}${BOTTOM}`;
}

const TOP = `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title></title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
p { margin: 0 0 20px; }
a { color: #1a5fb4; }
@media (prefers-color-scheme: dark) {
.letter-page, .letter { background: #161618 !important; color: #e9e7e2 !important; }
.letter a { color: #8ab8f0 !important; }
}
</style></head>
<body class="letter-page" style="margin:0;padding:0;background:#ffffff;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="letter" style="padding:32px 20px;font-family:Georgia,'Times New Roman',serif;font-size:17px;line-height:1.6;color:#222222;word-break:break-word;">
<div style="max-width:580px;">
`;
const BOTTOM = '\n</div></td></tr></table></body></html>';

function paragraphHtml(paragraph: string, placeholders: Placeholders): string {
  const trimmed = paragraph.replace(/^\n+|\n+$/g, '');
  if (trimmed.trim() === '') return '';
  if (holdsOnlyBlockTags(trimmed, placeholders)) return trimmed.trim();
  const lines = trimmed.split('\n').map((line) => lineHtml(line, placeholders));
  return `<p>${lines.join('<br>\n')}</p>`;
}

function holdsOnlyBlockTags(text: string, placeholders: Placeholders): boolean {
  return placeholders
    .split(text)
    .every((part) =>
      typeof part === 'string' ? part.trim() === '' : part.kind === 'tag' && part.tag.kind === 'block',
    );
}

function lineHtml(line: string, placeholders: Placeholders): string {
  return (
    labelledLink(line, placeholders) ??
    autolink(line, placeholders)
      .map((part) => partHtml(part))
      .join('')
  );
}

function partHtml(part: { text: string } | { url: string }): string {
  if ('text' in part) return escapeHtml(part.text);
  return `<a href="${escapeHtml(part.url)}">${escapeHtml(part.url)}</a>`;
}

function labelledLink(line: string, placeholders: Placeholders): string | null {
  const parts = placeholders.splitWritten(line.trim());
  const last = parts.at(-1);
  if (!last || typeof last[0] === 'string' || last[0].kind !== 'tag') return null;
  if (!/^\s*(unsubscribe_url|web_version_url)\s*$/.test(last[0].tag.body)) return null;
  const before = parts
    .slice(0, -1)
    .map(([, written]) => written)
    .join('');
  const label = /^(.{1,200}):\s*$/.exec(before)?.[1];
  if (label !== undefined) return `<a href="${last[1]}">${escapeHtml(label)}</a>`;
  return `${escapeHtml(before)}<a href="${last[1]}">${last[1]}</a>`;
}
