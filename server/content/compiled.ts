import type { Link } from './compile/links.ts';
import type { Content } from './contract.ts';
import type { Node } from './merge/nodes.ts';
import type { Position } from './merge/problem.ts';

/**
 * An email ready to be rendered for any contact. Plain JSON: a campaign keeps it as the unchangeable copy of what was
 * sent, so older versions of this shape must stay readable.
 */
export interface CompiledContent {
  version: 1;
  kind: Content['kind'];
  subject: Node[];
  preheader: Node[];
  fromName: Node[];
  html: Node[];
  text: Node[];
  /** The text part was made from the HTML; empty lines left by conditions are closed up. */
  automaticText: boolean;
  /** Links whose clicks can be counted; `index` is what `track` receives. */
  links: Link[];
  facts: SourceFacts;
}

/** What the checks want to know about the source and cannot see in the nodes. */
export interface SourceFacts {
  imagesWithoutAlt: Position[];
  insecureLinks: { url: string; at: Position }[];
  linksWithoutAddress: Position[];
  relativeLinks: { url: string; at: Position }[];
  /** What compiling changed or could not judge, for the checklist. */
  notes: { message: string; at: Position }[];
}
