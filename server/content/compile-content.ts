import { autolink } from './compile/autolink.ts';
import { htmlToText } from './compile/html-to-text.ts';
import { Links } from './compile/links.ts';
import { mistakenKind } from './compile/mistaken-kind.ts';
import { mjmlToHtml } from './compile/mjml-to-html.ts';
import { Placeholders, type Slot } from './compile/placeholders.ts';
import { plainToHtml } from './compile/plain-to-html.ts';
import { readFacts } from './compile/read-facts.ts';
import { rebuildHtml } from './compile/rebuild-html.ts';
import { decodeEntities, normalise, oneLine, previewHtml } from './compile/source-text.ts';
import type { CompiledContent } from './compiled.ts';
import { type Content, LONGEST_SOURCE } from './contract.ts';
import { LIMITS } from './merge/budget.ts';
import { escapeHtml } from './merge/make-safe.ts';
import type { Context, Node } from './merge/nodes.ts';
import { type Part, parseTemplate } from './merge/parse-template.ts';
import { type ContentProblem, MergeError, positionsOf, type Where } from './merge/problem.ts';
import { type Piece, scanTags } from './merge/scan-tags.ts';

export interface CompileInput {
  subject: string;
  preheader: string;
  content: Content;
  /** The sender's display name, which may hold merge tags too. */
  fromName?: string;
  /** BCP 47 language tag of the email; `en` when absent. */
  language?: string;
  /** Title of the HTML document; the subject when absent. */
  title?: string;
}

export type CompileResult =
  | { ok: true; compiled: CompiledContent; warnings: ContentProblem[] }
  | { ok: false; errors: ContentProblem[] };

/**
 * Compiles an email once, for rendering to any number of contacts with `prepare` and `render`. The same input gives the
 * same output, byte for byte. Never throws for anything a writer can type: problems come back with line and column.
 */
export async function compileContent(input: CompileInput): Promise<CompileResult> {
  const compilation = new Compilation(input);
  const compiled = await compilation.run();
  if (compilation.errors.length > 0 || !compiled) return { ok: false, errors: compilation.errors };
  return { ok: true, compiled, warnings: compilation.warnings };
}

const RIGHT_TO_LEFT = /^(ar|fa|he|iw|ps|sd|ug|ur|yi)\b/i;

class Compilation {
  readonly errors: ContentProblem[] = [];
  readonly warnings: ContentProblem[] = [];
  private readonly input: CompileInput;
  private readonly source: string;
  private readonly userText: string | null;
  private readonly placeholders: Placeholders;
  private readonly links: Links;
  private readonly place: (offset: number) => [number, number];

  constructor(input: CompileInput) {
    const { content } = input;
    this.input = input;
    this.source = normalise(content.source);
    this.userText = content.kind === 'plain' || content.text === null ? null : normalise(content.text);
    const texts = [input.subject, input.preheader, input.title ?? '', this.source, this.userText ?? ''];
    this.placeholders = new Placeholders(texts);
    this.links = new Links(this.placeholders);
    this.place = positionsOf(this.source);
  }

  async run(): Promise<CompiledContent | null> {
    const { content } = this.input;
    if (this.source.length > LONGEST_SOURCE) {
      this.fail('source', new MergeError('The source is longer than 1,000,000 characters.', [1, 1]));
      return null;
    }
    const mistake = mistakenKind(content);
    if (mistake) this.fail('source', mistake);
    const subject = this.line('subject', this.input.subject);
    const preheader = this.line('preheader', this.input.preheader);
    const fromName = this.line('from_name', this.input.fromName ?? '');
    const pieces = this.scan('source', this.source);
    if (!pieces || this.errors.length > 0) return null;
    this.checkTags(pieces);
    if (this.errors.length > 0) return null;

    const rough = await this.roughHtml(pieces);
    if (!rough) return null;
    const html = this.rebuild(rough.html);
    if (html.length > LIMITS.outputBytes) {
      this.fail('source', new MergeError('The finished email is larger than 1 MB.', [1, 1]));
    }
    if (this.errors.length > 0) return null;
    const nodes = this.parse('source', this.parts(html));
    const text = this.textPart(html);
    if (this.errors.length > 0) return null;
    return {
      version: 1,
      kind: content.kind,
      subject,
      preheader,
      fromName,
      html: nodes,
      text: text.nodes,
      automaticText: text.automatic,
      links: this.links.list,
      facts: {
        ...rough.facts,
        notes: this.warnings.map(({ message, line, column }) => ({ message, at: [line, column] })),
      },
    };
  }

  /** Subject, preheader and sender name: one line, no HTML. */
  private line(where: Where, text: string): Node[] {
    const pieces = this.scan(where, oneLine(text)) ?? [];
    return this.parse(
      where,
      pieces.map((piece) => toPart(piece, 'line')),
    );
  }

  /** Reads every tag of the source as it stands, so that its errors come before those of MJML. */
  private checkTags(pieces: readonly Piece[]): void {
    const isHtml = this.input.content.kind !== 'plain';
    for (const piece of pieces) if (isHtml && 'tag' in piece) piece.tag.body = decodeEntities(piece.tag.body);
    this.parse(
      'source',
      pieces.map((piece) => toPart(piece, 'html')),
    );
  }

  private async roughHtml(pieces: readonly Piece[]) {
    const { text, sourceOffset } = this.placeholders.protectPieces(pieces);
    const at = (offset: number) => this.place(sourceOffset(offset));
    const facts = readFacts(this.input.content.kind === 'plain' ? '' : text, this.placeholders, at);
    switch (this.input.content.kind) {
      case 'plain':
        return {
          html: plainToHtml(this.placeholders.inContext(text, 'lines', asIs), this.placeholders),
          facts,
        };
      case 'html':
        return { html: text, facts };
      case 'mjml': {
        const html = await this.fromMjml(text, at);
        return html === null ? null : { html, facts };
      }
    }
  }

  private async fromMjml(mjml: string, at: (offset: number) => [number, number]): Promise<string | null> {
    const before = this.placeholders.slots.slice();
    const result = await mjmlToHtml(mjml);
    const report = (problem: { message: string; offset: number }) => {
      const [line, column] = at(problem.offset);
      return {
        message: this.placeholders.asWritten(problem.message),
        line,
        column,
        where: 'source' as const,
      };
    };
    if ('errors' in result) {
      this.errors.push(...result.errors.slice(0, MOST_ERRORS).map(report));
      return null;
    }
    // What a merge tag will print cannot be judged yet.
    const judged = result.warnings.filter((problem) => !this.placeholders.has(problem.message));
    this.warnings.push(...judged.slice(0, MOST_ERRORS).map(report));
    this.reportLostTags(before, result.html);
    return result.html;
  }

  /** MJML drops text between its elements; a tag standing there would silently do nothing. */
  private reportLostTags(slots: readonly Slot[], html: string): void {
    const kept = new Set(this.placeholders.split(html).filter((part) => typeof part !== 'string'));
    for (const slot of slots) {
      if (slot.kind !== 'tag' || kept.has(slot)) continue;
      const [line, column] = slot.tag.at;
      const message =
        `${slot.tag.written} stands where MJML drops it. ` +
        'Put it inside mj-text, mj-button, mj-table or an attribute, or wrap it in <mj-raw>.';
      const list = slot.tag.kind === 'block' ? this.errors : this.warnings;
      if (list.length < MOST_ERRORS) list.push({ message, line, column, where: 'source' });
    }
  }

  private rebuild(html: string): string {
    const language = /^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i.test(this.input.language ?? '')
      ? this.input.language!
      : 'en';
    const rebuilt = rebuildHtml(html, this.placeholders, this.links, {
      language,
      direction: RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr',
      title: this.lineInHtml(this.input.title ?? this.input.subject),
      preview: previewHtml(this.lineInHtml(this.input.preheader)),
    });
    for (const error of rebuilt.errors) this.fail('source', error);
    this.warnOfRemoved(rebuilt.removed);
    return rebuilt.html;
  }

  /** Points to what was taken out. What MJML's own elements are made of is no business of the writer. */
  private warnOfRemoved(removed: ReadonlyMap<string, string>): void {
    const source = this.source.toLowerCase();
    for (const [words, message] of removed) {
      const offset = source.indexOf(words);
      if (offset === -1 && this.input.content.kind === 'mjml') continue;
      const [line, column] = this.place(Math.max(0, offset));
      this.warnings.push({ message, line, column, where: 'source' });
    }
  }

  private lineInHtml(text: string): string {
    return this.placeholders.protect(oneLine(text), escapeHtml);
  }

  private textPart(html: string): { nodes: Node[]; automatic: boolean } {
    if (this.userText !== null) return { nodes: this.writtenText('text', this.userText), automatic: false };
    if (this.input.content.kind === 'plain') {
      return { nodes: this.writtenText('source', this.source), automatic: true };
    }
    const { nodes, errors } = parseTemplate(this.parts(htmlToText(html, this.placeholders)));
    if (errors.length === 0) return { nodes, automatic: true };
    this.warnings.push({
      message:
        'The automatic text part could not follow the conditions of this email, so it only points to the web version. ' +
        'Write the text part by hand to say more.',
      line: 1,
      column: 1,
      where: 'text',
    });
    return { nodes: this.writtenText('text', FALLBACK_TEXT), automatic: true };
  }

  /** A text part as its author wrote it, with its web addresses counted like the links of the HTML. */
  private writtenText(where: Where, source: string): Node[] {
    const pieces = this.scan(where, source);
    if (!pieces) return [];
    const { text } = this.placeholders.protectPieces(pieces);
    const linked = autolink(text, this.placeholders).map((part) =>
      'text' in part
        ? this.placeholders.inContext(part.text, 'text', asIs)
        : this.links.slot(part.url, { link: true, track: true, escape: 'text' }),
    );
    return this.parse(where, this.parts(linked.join('')));
  }

  private parts(text: string): Part[] {
    return this.placeholders.split(text).map((part) => {
      if (typeof part === 'string') return part;
      if (part.kind === 'tag') return { tag: part.tag, context: part.context };
      if (part.kind === 'pixel') return { node: { kind: 'pixel' } };
      const { written: _, ...node } = part;
      return { node: { ...node, parts: this.parse('source', part.parts) } };
    });
  }

  private scan(where: Where, text: string): Piece[] | null {
    try {
      return scanTags(text);
    } catch (error) {
      if (!(error instanceof MergeError)) throw error;
      this.fail(where, error);
      return null;
    }
  }

  private parse(where: Where, parts: Part[]): Node[] {
    const { nodes, errors } = parseTemplate(parts);
    for (const error of errors) this.fail(where, error);
    return nodes;
  }

  private fail(where: Where, error: MergeError): void {
    if (this.errors.length >= MOST_ERRORS) return;
    const [line, column] = error.at;
    const isKnown = this.errors.some(
      (known) => known.line === line && known.column === column && known.where === where,
    );
    if (!isKnown) this.errors.push({ message: error.message, line, column, where });
  }
}

const MOST_ERRORS = 50;

const FALLBACK_TEXT = `Read this email in your browser:
{{ web_version_url }}

{{ account.name }}
{{ account.postal_address }}

Unsubscribe: {{ unsubscribe_url }}`;

const asIs = (text: string) => text;

function toPart(piece: Piece, context: Context): Part {
  return 'tag' in piece ? { tag: piece.tag, context } : piece.text;
}
