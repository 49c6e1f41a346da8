import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { MergeField } from '../draft/merge-tags.ts';

/** Offers fields after `{{`, closing the tag when it is not closed yet. */
export function mergeCompletion(fields: () => MergeField[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const tag = context.matchBefore(/\{\{\s*[\w.]*/);
    if (!tag) return null;
    const begun = /[\w.]*$/.exec(tag.text)![0].length;
    const after = context.state.sliceDoc(context.pos, context.pos + 4);
    const end = /^\s*\}\}/.test(after) ? '' : ' }}';
    const gap = tag.text.endsWith('{') ? ' ' : '';
    return {
      from: context.pos - begun,
      options: fields().map(({ name, help }) => ({
        label: name,
        detail: help,
        type: 'variable',
        apply: `${gap}${name}${end}`,
      })),
      validFor: /^[\w.]*$/,
    };
  };
}
