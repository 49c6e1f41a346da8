import type { Position } from './problem.ts';

/**
 * The compiled form of the merge language. It is plain JSON: a campaign stores it when it is sent, so a field may be
 * added but none may change its meaning.
 */
export type Node = string | OutputNode | IfNode | ForNode | UrlNode | PixelNode;

/**
 * Where an output lands, which decides how its value is made harmless:
 * text (only line breaks are made alike) · line (one line of a header) · html · lines (html whose line breaks are
 * shown) · comment (inside an Outlook conditional comment) · css (style attribute) · sheet (style element) · url
 * (percent-encoded) · address (the start of a URL) · encoded (the author already percent-encoded it).
 */
export type Context =
  | 'text'
  | 'line'
  | 'html'
  | 'lines'
  | 'comment'
  | 'css'
  | 'sheet'
  | 'url'
  | 'address'
  | 'encoded';

export interface OutputNode {
  kind: 'output';
  value: Atom;
  filters: FilterCall[];
  context: Context;
  at: Position;
}

export interface IfNode {
  kind: 'if';
  arms: { when: Condition; body: Node[] }[];
  otherwise: Node[];
}

export interface ForNode {
  kind: 'for';
  name: string;
  list: Atom;
  limit: Atom | null;
  body: Node[];
  otherwise: Node[];
  at: Position;
}

/** A URL in an attribute or in a plain text; `link` is its number when clicks on it are counted. */
export interface UrlNode {
  kind: 'url';
  link: number | null;
  escape: 'html' | 'comment' | 'text';
  parts: Node[];
}

/** Where the open-counting image goes. */
interface PixelNode {
  kind: 'pixel';
}

type Literal = string | number | boolean | null;

/** A literal, one of the words `blank` and `empty`, or a path such as contact.first_name. */
export type Atom = { literal: Literal } | { word: 'blank' | 'empty' } | { path: (string | number)[] };

export interface FilterCall {
  name: string;
  args: Atom[];
}

export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'contains';

export interface Test {
  left: Atom;
  operator: Operator | null;
  right: Atom | null;
}

/** Tests joined by words and evaluated from the right, as Liquid does: `a or b and c` is `a or (b and c)`. */
export interface Condition {
  not: boolean;
  tests: Test[];
  joins: ('and' | 'or')[];
}
