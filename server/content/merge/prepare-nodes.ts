import { Budget, BudgetError, LIMITS } from './budget.ts';
import { FILTERS, type FilterScope } from './filters.ts';
import { makeSafe } from './make-safe.ts';
import type { ForNode, IfNode, Node, OutputNode } from './nodes.ts';
import { FixedText, joinPieces, type Piece } from './pieces.ts';
import { prepareAtom, prepareCondition } from './prepare-condition.ts';
import { fixedUrl, prepareUrl } from './prepare-url.ts';
import { lengthOf, toNumber, toText, type Value } from './values.ts';

/** What a rendering carries along: data, loop variables, link handling and what has been spent. */
export interface Scope extends FilterScope {
  data: Record<string, unknown>;
  track: ((url: string, link: number) => string) | null;
  pixel: string;
  budget: Budget;
  /** What has been written so far. */
  out: Piece[];
}

/** Writes its part of the email to `scope.out`. */
export type Run = (scope: Scope) => void;

export function newScope(data: Record<string, unknown>, now: Date): Scope {
  return { data, now, track: null, pixel: '', budget: new Budget(), out: [] };
}

/**
 * Turns stored nodes into one function. This is done once per process and campaign; rendering a recipient afterwards
 * is little more than putting pieces in a row.
 */
export function prepareNodes(nodes: readonly Node[]): Run {
  const segments = joinFixed(nodes).map((node) =>
    typeof node === 'string' ? new FixedText(node) : prepareNode(node),
  );
  return (scope) => {
    for (const segment of segments) {
      if (segment instanceof FixedText) {
        scope.budget.spendOutput(segment.text.length);
        scope.out.push(segment);
      } else segment(scope);
    }
  };
}

/** The same as one text, for what has to be looked at as a whole. */
export function prepareText(nodes: readonly Node[]): (scope: Scope) => string {
  const run = prepareNodes(nodes);
  return (scope) => {
    const { out } = scope;
    scope.out = [];
    run(scope);
    const text = joinPieces(scope.out);
    scope.out = out;
    return text;
  };
}

/** Texts that stand side by side as one; so are addresses that are the same for everybody. */
function joinFixed(nodes: readonly Node[]): Node[] {
  const joined: Node[] = [];
  for (const node of nodes) {
    const text = typeof node === 'string' ? node : node.kind === 'url' ? fixedUrl(node) : undefined;
    const last = joined.at(-1);
    if (text === undefined) joined.push(node);
    else if (typeof last === 'string') joined[joined.length - 1] = last + text;
    else joined.push(text);
  }
  return joined;
}

function prepareNode(node: Exclude<Node, string>): Run {
  switch (node.kind) {
    case 'output':
      return prepareOutput(node);
    case 'if':
      return prepareIf(node);
    case 'for':
      return prepareFor(node);
    case 'url':
      return prepareUrl(node, prepareText);
    case 'pixel':
      return (scope) => {
        if (scope.pixel !== '') scope.out.push(scope.pixel);
      };
  }
}

function prepareOutput(node: OutputNode): Run {
  const value = prepareAtom(node.value);
  const filters = node.filters.map((call) => {
    const filter = FILTERS.get(call.name);
    if (!filter) throw new Error(`This email was written for a newer version: unknown filter ${call.name}`);
    return { apply: filter.apply, args: call.args.map(prepareAtom) };
  });
  const { context } = node;
  return (scope) => {
    let result = value(scope);
    for (const filter of filters) {
      scope.budget.spendWork(lengthOf(result));
      result = filter.apply(
        result,
        filter.args.map((arg) => arg(scope)),
        scope,
      );
    }
    if (typeof result !== 'string') scope.budget.spendWork(lengthOf(result));
    const text = makeSafe(toText(result), context);
    scope.budget.spendOutput(text.length);
    if (text !== '') scope.out.push(text);
  };
}

function prepareIf(node: IfNode): Run {
  const arms = node.arms.map((arm) => ({ when: prepareCondition(arm.when), body: prepareNodes(arm.body) }));
  const otherwise = prepareNodes(node.otherwise);
  return (scope) => {
    for (const arm of arms) if (arm.when(scope)) return arm.body(scope);
    return otherwise(scope);
  };
}

function prepareFor(node: ForNode): Run {
  const list = prepareAtom(node.list);
  const limit = node.limit ? prepareAtom(node.limit) : null;
  const body = prepareNodes(node.body);
  const otherwise = prepareNodes(node.otherwise);
  const weight = weigh(node.body);
  return (scope) => {
    const items = listOf(list(scope));
    const most = limit ? Math.max(0, toNumber(limit(scope)) ?? 0) : items.length;
    const rounds = Math.min(items.length, Math.trunc(most));
    if (rounds === 0) return otherwise(scope);
    if (rounds > LIMITS.iterationsPerLoop) {
      throw new BudgetError('A loop of this email runs more than 1,000 times; give it a limit.');
    }
    const outer = scope.data;
    for (let index = 0; index < rounds; index++) {
      scope.budget.spendIteration(weight);
      scope.data = { ...outer, [node.name]: items[index], forloop: loopFacts(index, rounds) };
      body(scope);
    }
    scope.data = outer;
  };
}

function loopFacts(index: number, rounds: number) {
  return { index: index + 1, index0: index, first: index === 0, last: index === rounds - 1, length: rounds };
}

function listOf(value: Value): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Number of parts a loop body evaluates at most, so that one huge body cannot hide behind few rounds. */
function weigh(nodes: readonly Node[]): number {
  let weight = 1;
  for (const node of nodes) {
    if (typeof node === 'string' || node.kind === 'pixel') weight += 1;
    else if (node.kind === 'output') weight += 1 + node.filters.length;
    else if (node.kind === 'url') weight += weigh(node.parts);
    else if (node.kind === 'for') weight += 1 + weigh(node.otherwise);
    else {
      for (const arm of node.arms) weight += arm.when.tests.length + weigh(arm.body);
      weight += weigh(node.otherwise);
    }
  }
  return weight;
}
