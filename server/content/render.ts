import { closeGaps } from './close-gaps.ts';
import type { CompiledContent } from './compiled.ts';
import { BudgetError } from './merge/budget.ts';
import { escapeHtml } from './merge/make-safe.ts';
import { joinPieces, type Piece } from './merge/pieces.ts';
import { newScope, prepareNodes, type Run } from './merge/prepare-nodes.ts';

/** What merge tags can use. Field values are JSON values; a missing field prints nothing. */
export interface RenderData {
  contact: { email: string } & Record<string, unknown>;
  account: { name: string; postal_address: string };
  campaign: { name: string; subject: string };
  unsubscribe_url: string;
  web_version_url: string;
}

/** For mail that is about no contact and no campaign: other names altogether. */
export type OtherData = Record<string, unknown>;

export interface RenderLinks {
  /** Gives the address to write instead of a link. Only called for absolute http(s) links that are not opted out. */
  track?: (url: string, index: number) => string;
  /** Address of the 1×1 image that counts opens; none when absent. */
  pixelUrl?: string;
}

export interface RenderedContent {
  subject: string;
  preheader: string;
  fromName: string;
  html: string;
  text: string;
}

/** The same with its large parts in pieces; joined they are the text. */
export interface RenderedPieces extends Omit<RenderedContent, 'html' | 'text'> {
  html: Piece[];
  text: Piece[];
}

/** A compiled email turned into functions; keep one per campaign and process. Holds no data of any contact. */
export interface PreparedContent {
  subject: Run;
  preheader: Run;
  fromName: Run;
  html: Run;
  text: Run;
  automaticText: boolean;
}

/** Thrown by `render` when an email asks for too much; the message is written for its author. */
export class RenderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RenderError';
  }
}

export function prepare(compiled: CompiledContent): PreparedContent {
  return {
    subject: prepareNodes(compiled.subject),
    preheader: prepareNodes(compiled.preheader),
    fromName: prepareNodes(compiled.fromName),
    html: prepareNodes(compiled.html),
    text: prepareNodes(compiled.text),
    automaticText: compiled.automaticText,
  };
}

/**
 * Renders one email for one contact. Preview, test, send and web version all go through here or through
 * {@link renderPieces}, which is the same, so what was previewed is what is sent.
 *
 * Throws RenderError when a budget is passed (1 MB of output, 1,000 rounds per loop, 10,000 in all).
 */
export function render(
  prepared: PreparedContent,
  data: RenderData | OtherData,
  links: RenderLinks = {},
  now: Date = new Date(),
): RenderedContent {
  const { html, text, ...rest } = renderPieces(prepared, data, links, now);
  return { ...rest, html: joinPieces(html), text: joinPieces(text) };
}

/** As {@link render}, in pieces: what is the same for everybody are the same objects every time. */
export function renderPieces(
  prepared: PreparedContent,
  data: RenderData | OtherData,
  links: RenderLinks = {},
  now: Date = new Date(),
): RenderedPieces {
  const pixel = links.pixelUrl ? pixelHtml(links.pixelUrl) : '';
  const run = (part: Run) => {
    const scope = newScope({ ...data }, now);
    scope.track = links.track ?? null;
    scope.pixel = pixel;
    part(scope);
    return scope.out;
  };
  const line = (part: Run) => joinPieces(run(part)).trim();
  try {
    const text = run(prepared.text);
    return {
      subject: line(prepared.subject),
      preheader: line(prepared.preheader),
      fromName: line(prepared.fromName),
      html: run(prepared.html),
      text: prepared.automaticText ? closeGaps(text) : text,
    };
  } catch (error) {
    if (error instanceof BudgetError) throw new RenderError(error.message, { cause: error });
    throw error;
  }
}

function pixelHtml(url: string): string {
  return `<img src="${escapeHtml(url)}" alt="" width="1" height="1" border="0" style="display:block;width:1px;height:1px;border:0;">`;
}
