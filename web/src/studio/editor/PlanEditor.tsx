import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from 'react';
import type { Completion, Edit, Hover, Signature, UntouchedPlace } from 'tiercel/worker';
import type { Reading } from '../assistant';
import { useWords } from '../../shell/words';
import { changeOf, show, shown } from './colours';
import { showUntouched, untouchedParts } from './coverage';
import { phrases } from './phrases';
import { signatures } from './signature';

/** What there is to say about a place, with its value on the data beside the text. */
export type ValuedHover = Hover & { readonly value: string | undefined };

/** What the editor asks while one types. */
export interface Service {
  readonly complete: (text: string, offset: number) => Promise<readonly Completion[]>;
  readonly hover: (text: string, offset: number) => Promise<ValuedHover | null>;
  readonly signature: (text: string, offset: number) => Promise<Signature | null>;
  readonly define: (text: string, offset: number) => void;
  readonly rename: (text: string, offset: number) => void;
  readonly format: () => void;
  readonly save: () => void;
}

/** What can be done to the editor from outside. */
export interface EditorHandle {
  readonly goTo: (offset: number) => void;
  readonly apply: (edits: readonly Edit[]) => void;
  /** Puts another text in, unless it has changed meanwhile. */
  readonly replace: (before: string, after: string) => void;
  /** Puts text in at the caret, which comes to stand between its parts. */
  readonly insert: (before: string, after: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Parts of a text that no example touches, and how that is said. */
export interface Untouched {
  readonly text: string;
  readonly parts: readonly UntouchedPlace[];
  readonly title: string;
}

interface Props {
  readonly text: string;
  readonly file: number;
  readonly label: string;
  readonly reading: Reading | undefined;
  /** What no example touches, of the text that was read. */
  readonly untouched: Untouched;
  readonly service: Service;
  readonly onText: (text: string) => void;
  readonly onFix: (edits: readonly Edit[]) => void;
  readonly ref: Ref<EditorHandle>;
}

/** The text of a plan. Each file has an editor of its own, with its own undo. */
export function PlanEditor({ text, file, label, reading, untouched, service, onText, onFix, ref }: Props) {
  const { language } = useWords();
  const [wording] = useState(() => new Compartment());
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const calls = useRef({ service, onText, onFix });
  useLayoutEffect(() => { calls.current = { service, onText, onFix }; });

  useEffect(() => {
    if (place.current === null) return undefined;
    const made = new EditorView({ parent: place.current, state: EditorState.create({ doc: text, extensions: [wording.of(phrases(language)), extensions(label, calls)] }) });
    view.current = made;
    return () => {
      made.destroy();
      view.current = undefined;
    };
    // The text is the editor's own once it is there: what comes from elsewhere makes another editor, by its key.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [label]);

  useEffect(() => { view.current?.dispatch({ effects: wording.reconfigure(phrases(language)) }); }, [wording, language]);

  useEffect(() => {
    if (view.current !== undefined && reading !== undefined) show(view.current, reading, file, (edits) => { calls.current.onFix(edits); });
  }, [reading, file]);

  useEffect(() => {
    if (view.current !== undefined) showUntouched(view.current, untouched);
  }, [untouched]);

  useImperativeHandle(ref, () => ({
    goTo: (offset) => {
      const now = view.current;
      if (now === undefined) return;
      const anchor = Math.min(offset, now.state.doc.length);
      now.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      now.focus();
    },
    apply: (edits) => { view.current?.dispatch(changeOf(edits)); },
    replace: (before, next) => {
      const now = view.current;
      if (before === next || now?.state.doc.toString() !== before) return;
      const head = Math.min(now.state.selection.main.head, next.length);
      now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: next }, selection: { anchor: head }, userEvent: 'input.format' });
    },
    insert: (before, next) => {
      const now = view.current;
      if (now === undefined) return;
      const { from, to } = now.state.selection.main;
      now.dispatch({ changes: { from, to, insert: before + next }, selection: { anchor: from + before.length }, scrollIntoView: true, userEvent: 'input' });
      now.focus();
    },
    undo: () => { if (view.current !== undefined) undo(view.current); },
    redo: () => { if (view.current !== undefined) redo(view.current); },
  }), []);

  return <div className="plan-editor" ref={place} />;
}

type Calls = { readonly current: { readonly service: Service; readonly onText: (text: string) => void } };

function extensions(label: string, calls: Calls) {
  const at = (work: (text: string, offset: number) => void) => (view: EditorView) => {
    work(view.state.doc.toString(), view.state.selection.main.head);
    return true;
  };
  return [
    lineNumbers(),
    shown,
    untouchedParts,
    lintGutter(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
    autocompletion({ override: [(context) => completions(context, calls)], icons: false, activateOnTypingDelay: 60 }),
    signatures((text, offset) => calls.current.service.signature(text, offset)),
    hoverTooltip(async (view, offset) => {
      const hover = await calls.current.service.hover(view.state.doc.toString(), offset);
      return hover === null ? null : { pos: hover.start, end: hover.end, above: true, create: () => ({ dom: tooltip(hover) }) };
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) calls.current.onText(update.state.doc.toString());
    }),
    EditorView.domEventHandlers({
      mousedown: (event, view) => {
        const offset = event.ctrlKey || event.metaKey ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
        if (offset === null) return false;
        calls.current.service.define(view.state.doc.toString(), offset);
        return true;
      },
    }),
    keymap.of([
      { key: 'F12', run: at((text, offset) => { calls.current.service.define(text, offset); }) },
      { key: 'F2', run: at((text, offset) => { calls.current.service.rename(text, offset); }) },
      { key: 'Shift-Alt-f', run: at(() => { calls.current.service.format(); }) },
      { key: 'Mod-s', run: at(() => { calls.current.service.save(); }) },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...historyKeymap,
      indentWithTab,
      ...defaultKeymap,
    ]),
  ];
}

async function completions(context: CompletionContext, calls: Calls): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/[\p{L}\p{N}_.[]+$/u);
  if (typed === null && !context.explicit) return null;
  const items = await calls.current.service.complete(context.state.doc.toString(), context.pos);
  const [first] = items;
  if (context.aborted || first === undefined) return null;
  return {
    from: first.start,
    to: first.end,
    filter: false,
    options: items.map((item) => ({
      label: item.label,
      apply: item.insert,
      // The name stands before it.
      detail: item.detail.startsWith(`${item.label}(`) ? item.detail.slice(item.label.length) : item.detail,
      type: item.kind,
      info: () => (item.doc === '' && item.example === null ? null : note(item.doc, item.example)),
    })),
  };
}

function note(text: string, example: string | null): HTMLElement {
  const box = document.createElement('div');
  box.className = 'note';
  box.append(paragraph(text, 'p'));
  if (example !== null) box.append(paragraph(example, 'code'));
  return box;
}

function tooltip(hover: ValuedHover): HTMLElement {
  const box = document.createElement('div');
  box.className = 'note hover';
  box.append(paragraph(hover.title, 'code'));
  if (hover.type !== null) box.append(paragraph(hover.type, 'small'));
  if (hover.value !== undefined) {
    const value = paragraph(hover.value, 'p');
    value.className = 'hover-value';
    box.append(value);
  }
  if (hover.doc !== '') box.append(paragraph(hover.doc, 'p'));
  if (hover.depends !== null) box.append(paragraph(hover.depends, 'small'));
  if (hover.example !== null) box.append(paragraph(hover.example, 'code'));
  return box;
}

function paragraph(text: string, kind: 'p' | 'code' | 'small'): HTMLElement {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}
