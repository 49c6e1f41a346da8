import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The product's colours in the editor; both schemes through light-dark(). */
const frame = EditorView.theme({
  '&': {
    height: '100%',
    fontSize: '13.5px',
    backgroundColor: 'var(--mm-sheet)',
    color: 'var(--mantine-color-text)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--mantine-color-bright)', padding: '12px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-bright)' },
  '.cm-gutters': {
    backgroundColor: 'var(--mm-well)',
    color: 'light-dark(#746a5f, #978d82)',
    borderRight: '1px solid var(--mm-line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'light-dark(rgb(115 55 99 / 5%), rgb(214 163 197 / 7%))',
  },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#ecd6e4, #513146) !important',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--mm-card)',
    border: '1px solid var(--mm-line)',
    borderRadius: '10px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mm-accent-soft)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal' },
});

const ink = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'light-dark(#733763, #d6a3c5)' },
  { tag: tags.attributeName, color: 'light-dark(#265567, #90bdcf)' },
  { tag: [tags.attributeValue, tags.string], color: 'light-dark(#305f30, #9cc498)' },
  { tag: tags.comment, color: 'light-dark(#6f655a, #978d82)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.propertyName], color: 'light-dark(#734d0f, #e5b866)' },
]);

export const look = [frame, syntaxHighlighting(ink)];
