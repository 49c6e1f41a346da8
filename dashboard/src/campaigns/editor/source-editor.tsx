import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { html } from '@codemirror/lang-html';
import { bracketMatching, foldGutter, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Content } from '#server/content/contract.ts';
import { nonce } from '../../policy/page-facts.ts';
import type { MergeField } from '../draft/merge-tags.ts';
import classes from './editor.module.css';
import { look } from './look.ts';
import { mergeCompletion } from './merge-completion.ts';
import { type Place, placeOf, toDiagnostics } from './places.ts';

interface SourceEditorProps {
  kind: Content['kind'];
  source: string;
  onChange: (source: string) => void;
  problems: (Place & { message: string })[];
  fields: MergeField[];
  /** Where to put the cursor; a new object jumps again. */
  jump: Place | undefined;
}

/** CodeMirror with what a mail needs: merge tags completed, problems underlined. Tab moves on; Ctrl+M and it indents. */
export default function SourceEditor({ kind, source, onChange, problems, fields, jump }: SourceEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;
  const offered = useRef(fields);
  offered.current = fields;
  const language = useRef(new Compartment());

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; the effects below bring later changes into it
  useEffect(() => {
    const view = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: source,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightSpecialChars(),
          highlightActiveLine(),
          indentOnInput(),
          bracketMatching(),
          EditorView.lineWrapping,
          EditorView.cspNonce.of(nonce),
          language.current.of(languageOf(kind)),
          autocompletion({ override: [mergeCompletion(() => offered.current)] }),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.contentAttributes.of({
            'aria-label': 'Source of the email',
            spellcheck: 'false',
            tabindex: '0',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
          look,
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, []);

  // The source changed from outside (the other version was taken): what is typed here comes back equal and is skipped.
  useEffect(() => {
    const view = editor.current;
    if (!view || view.hasFocus || view.state.doc.toString() === source) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } });
  }, [source]);

  useEffect(() => {
    editor.current?.dispatch({ effects: language.current.reconfigure(languageOf(kind)) });
  }, [kind]);

  useEffect(() => {
    const view = editor.current;
    if (view) view.dispatch(setDiagnostics(view.state, toDiagnostics(view.state.doc, problems)));
  }, [problems]);

  useEffect(() => {
    const view = editor.current;
    if (!view || !jump) return;
    const anchor = placeOf(view.state.doc, jump);
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    view.focus();
  }, [jump]);

  return <div ref={host} className={classes.source} />;
}

const languageOf = (kind: Content['kind']) => (kind === 'plain' ? [] : html({ matchClosingTags: false }));
