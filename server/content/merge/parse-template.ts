import { LIMITS } from './budget.ts';
import type { Context, ForNode, IfNode, Node } from './nodes.ts';
import { ExpressionReader } from './parse-expression.ts';
import { MergeError } from './problem.ts';
import type { Tag } from './scan-tags.ts';

/** What a template is parsed from: literal text, tags with the place their value lands in, or finished nodes. */
export type Part = string | { tag: Tag; context: Context } | { node: Node };

interface OpenBlock {
  word: 'if' | 'unless' | 'for';
  tag: Tag;
  node: IfNode | ForNode;
  seenElse: boolean;
  /** Where the nodes that follow go. */
  into: Node[];
}

/**
 * Builds the node tree from parts. Errors are collected, not thrown, so that a writer sees all of them at once; with
 * errors the returned nodes must not be used.
 */
export function parseTemplate(parts: Iterable<Part>): { nodes: Node[]; errors: MergeError[] } {
  const parser = new TemplateParser();
  for (const part of parts) parser.add(part);
  parser.finish();
  return { nodes: parser.root, errors: parser.errors };
}

const MOST_ERRORS = 20;
const WORDS = new Set(['if', 'unless', 'for', 'elsif', 'else', 'endif', 'endunless', 'endfor']);

class TemplateParser {
  readonly root: Node[] = [];
  readonly errors: MergeError[] = [];
  private readonly open: OpenBlock[] = [];

  add(part: Part): void {
    if (this.errors.length >= MOST_ERRORS) return;
    if (typeof part === 'string') this.addText(part);
    else if ('node' in part) this.into().push(part.node);
    else this.addTag(part);
  }

  private addTag(part: { tag: Tag; context: Context }): void {
    try {
      if (part.tag.kind === 'output') this.addOutput(part.tag, part.context);
      else this.addBlock(part.tag);
    } catch (error) {
      if (!(error instanceof MergeError)) throw error;
      this.report(error);
    }
  }

  finish(): void {
    for (const block of this.open.slice(0, MOST_ERRORS)) {
      this.report(
        new MergeError(`${block.tag.written} is never closed with {% end${block.word} %}.`, block.tag.at),
      );
    }
  }

  private report(error: MergeError): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push(error);
  }

  private into(): Node[] {
    return this.open.at(-1)?.into ?? this.root;
  }

  private addText(text: string): void {
    const into = this.into();
    const last = into.at(-1);
    if (typeof last === 'string') into[into.length - 1] = last + text;
    else if (text !== '') into.push(text);
  }

  private addOutput(tag: Tag, context: Context): void {
    const { value, filters } = new ExpressionReader(tag.body, tag.bodyAt).pipeline();
    this.into().push({ kind: 'output', value, filters, context, at: tag.at });
  }

  private addBlock(tag: Tag): void {
    const first = /^\s*([\w-]+)/.exec(tag.body)?.[1];
    if (first !== undefined && !WORDS.has(first)) throw new MergeError(unknownTag(first), tag.at);
    const reader = new ExpressionReader(tag.body, tag.bodyAt);
    const word = reader.keyword();
    if (word === 'if' || word === 'unless') this.openIf(word, tag, reader);
    else if (word === 'for') this.openFor(tag, reader);
    else if (word === 'elsif') this.addArm(tag, reader);
    else if (word === 'else') this.addElse(tag, reader);
    else this.close(word, tag, reader);
  }

  private openIf(word: 'if' | 'unless', tag: Tag, reader: ExpressionReader): void {
    const body: Node[] = [];
    const node: IfNode = { kind: 'if', arms: [], otherwise: [] };
    this.push({ word, tag, node, seenElse: false, into: body });
    node.arms.push({ when: reader.condition(word === 'unless'), body });
  }

  private openFor(tag: Tag, reader: ExpressionReader): void {
    const body: Node[] = [];
    const node: ForNode = {
      kind: 'for',
      name: '',
      list: { literal: null },
      limit: null,
      body,
      otherwise: [],
      at: tag.at,
    };
    this.push({ word: 'for', tag, node, seenElse: false, into: body });
    Object.assign(node, reader.loop());
  }

  private push(block: OpenBlock): void {
    if (this.open.length >= LIMITS.depth) {
      this.report(new MergeError('Blocks are nested more than 10 deep.', block.tag.at));
    }
    this.into().push(block.node);
    this.open.push(block);
  }

  private addArm(tag: Tag, reader: ExpressionReader): void {
    const block = this.open.at(-1);
    if (block?.node.kind !== 'if' || block.seenElse) {
      throw new MergeError('{% elsif %} belongs between {% if %} and its {% else %} or {% endif %}.', tag.at);
    }
    block.into = [];
    block.node.arms.push({ when: reader.condition(), body: block.into });
  }

  private addElse(tag: Tag, reader: ExpressionReader): void {
    const block = this.open.at(-1);
    if (!block) throw new MergeError('{% else %} has no {% if %} before it.', tag.at);
    if (block.seenElse) throw new MergeError('There is already an {% else %} in this block.', tag.at);
    block.seenElse = true;
    block.into = block.node.otherwise;
    reader.expectEnd();
  }

  private close(word: string, tag: Tag, reader: ExpressionReader): void {
    const block = this.open.at(-1);
    if (!block) throw new MergeError(`{% ${word} %} closes a block that was never opened.`, tag.at);
    if (word !== `end${block.word}`) {
      throw new MergeError(
        `{% ${word} %} cannot close ${block.tag.written} from line ${block.tag.at[0]}; {% end${block.word} %} does.`,
        tag.at,
      );
    }
    this.open.pop();
    reader.expectEnd();
  }
}

function unknownTag(word: string): string {
  const known = 'if, elsif, else, unless, for, comment and raw';
  return `There is no tag called “${word}”. The tags are ${known}.`;
}
