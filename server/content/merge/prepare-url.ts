import { escapeHtml, makeSafe } from './make-safe.ts';
import type { Node, UrlNode } from './nodes.ts';
import { FixedText } from './pieces.ts';
import type { Run, Scope } from './prepare-nodes.ts';

/** Schemes an email may not link to: they run code or reach into the reader's machine. */
const REFUSED = new Set(['javascript', 'vbscript', 'data', 'file', 'blob', 'about', 'filesystem', 'jar']);

/** What remains of an address that is refused. */
export const NOWHERE = '#';

/**
 * Removes what browsers ignore in a URL (so that it cannot hide a scheme) and refuses dangerous schemes.
 * Pictures embedded as data: URLs are allowed where `picture` is set.
 */
export function cleanUrl(raw: string, picture = false): string {
  const url = raw.replace(/[\u0000-\u001f\u007f]/g, '').trim();
  const scheme = schemeOf(url);
  if (scheme === 'data' && picture && /^data:image\/(png|jpe?g|gif|webp);base64,/i.test(url)) return url;
  return scheme !== null && REFUSED.has(scheme) ? NOWHERE : url;
}

/** The scheme in small letters, or null for a relative address. */
export function schemeOf(url: string): string | null {
  return /^\s*([a-z][a-z0-9+.-]*)\s*:/i.exec(url.slice(0, 60))?.[1]?.toLowerCase() ?? null;
}

/** An absolute http(s) URL; only those are tracked. */
function isWebUrl(url: string): boolean {
  return /^https?:\/\/[^\s/?#]/i.test(url) && URL.canParse(url);
}

/** What a URL reads for everybody; undefined when it is filled in or when clicks on it may be counted. */
export function fixedUrl(node: UrlNode): string | undefined {
  if (!node.parts.every((part) => typeof part === 'string')) return undefined;
  const url = cleanUrl(node.parts.join(''), node.link === null);
  return node.link !== null && isWebUrl(url) ? undefined : finisher(node.escape)(url);
}

/**
 * Prepares a link or another URL of the email. A URL without merge tags is examined once, here; one with merge tags
 * is examined for every recipient, because its address may come from the contact's data.
 */
export function prepareUrl(
  node: UrlNode,
  prepareText: (nodes: readonly Node[]) => (scope: Scope) => string,
): Run {
  const finish = finisher(node.escape);
  const { link, parts } = node;
  if (parts.every((part) => typeof part === 'string')) {
    // Clicks on it are counted, or it would have been fixed text.
    const url = cleanUrl(parts.join(''));
    const asIs = new FixedText(finish(url));
    return (scope) => {
      scope.out.push(scope.track && link !== null ? finish(scope.track(url, link)) : asIs);
    };
  }
  const write = (scope: Scope, url: string, isCounted: boolean) => {
    scope.out.push(finish(isCounted && link !== null && scope.track ? scope.track(url, link) : url));
  };
  const run = prepareText(parts);
  if (link !== null && hasFixedOrigin(parts)) return (scope) => write(scope, run(scope), true);
  return (scope) => {
    const url = cleanUrl(run(scope), link === null);
    write(scope, url, link !== null && isWebUrl(url));
  };
}

/**
 * True when the address starts with a whole literal origin and otherwise holds plain characters and encoded values: no
 * value can change where it leads, so nothing is left to examine for each recipient.
 */
function hasFixedOrigin(parts: readonly Node[]): boolean {
  const [first] = parts;
  if (typeof first !== 'string' || !/^https?:\/\/[^/?#]+[/?#]/i.test(first) || !URL.canParse(first))
    return false;
  return parts.every((part) =>
    typeof part === 'string' ? /^[\x21-\x7e]*$/.test(part) : part.kind === 'output',
  );
}

function finisher(place: UrlNode['escape']): (url: string) => string {
  if (place === 'text') return (url) => url;
  if (place === 'html') return escapeHtml;
  return (url) => makeSafe(url, 'comment');
}
