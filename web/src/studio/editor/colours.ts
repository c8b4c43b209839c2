/** Colours of the text, messages under it and marks beside it, as the engine gives them. */
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { RangeSet, StateEffect, StateField, type EditorState, type Extension, type TransactionSpec } from '@codemirror/state';
import { Decoration, EditorView, gutter, GutterMarker, type DecorationSet } from '@codemirror/view';
import type { Edit } from 'tiercel/worker';
import type { Reading } from '../assistant';

const setColours = StateEffect.define<DecorationSet>();
const setMarks = StateEffect.define<RangeSet<GutterMarker>>();

const colours = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(now, transaction) {
    const next = transaction.effects.find((effect) => effect.is(setColours));
    return next?.value ?? now.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Mark extends GutterMarker {
  constructor(readonly passed: boolean, readonly title: string) {
    super();
  }

  override eq(other: Mark): boolean {
    return other.passed === this.passed && other.title === this.title;
  }

  override toDOM(): Node {
    const mark = document.createElement('span');
    mark.className = this.passed ? 'mark passed' : 'mark failed';
    mark.textContent = this.passed ? '✓' : '✗';
    mark.title = this.title;
    return mark;
  }
}

const marks = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(now, transaction) {
    const next = transaction.effects.find((effect) => effect.is(setMarks));
    return next?.value ?? now.map(transaction.changes);
  },
});

/** Colours, and a gutter for examples that pass or fail. */
export const shown: Extension = [
  colours,
  marks,
  gutter({ class: 'marks', markers: (view) => view.state.field(marks), initialSpacer: () => new Mark(true, '') }),
];

/** Shows a reading; nothing, if the text is no longer what was read. */
export function show(view: EditorView, reading: Reading, file: number, apply: (edits: readonly Edit[]) => void): void {
  const name = reading.files[file]?.name;
  const { state } = view;
  const text = state.doc.toString();
  if (text !== reading.files[file]?.text) return;
  /** Edits are of the text that was read. */
  const applyTo = (edits: readonly Edit[]) => { if (view.state.doc.toString() === text) apply(edits); };
  const decorations = reading.tokens
    .filter((token) => token.start < token.end && token.end <= state.doc.length)
    .map((token) => Decoration.mark({ class: `tok-${token.kind}` }).range(token.start, token.end));
  const diagnostics = reading.diagnostics.filter((one) => one.file === name).map((one): Diagnostic => {
    const mending = reading.mendings.find((found) => found.diagnostic.start === one.start && found.diagnostic.code === one.code);
    const message = one.help === '' ? one.message : `${one.message}\n${one.help}`;
    const place = { from: Math.min(one.start, state.doc.length), to: Math.min(one.end, state.doc.length) };
    return {
      ...place,
      severity: one.severity,
      message,
      actions: mending === undefined ? [] : [{ name: labelOf(mending.edits), apply: () => { applyTo(mending.edits); } }],
    };
  });
  const effects = [setColours.of(Decoration.set(decorations, true)), setMarks.of(marksOf(state, reading, name))];
  view.dispatch({ effects });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function marksOf(state: EditorState, reading: Reading, name: string | undefined): RangeSet<GutterMarker> {
  const own = reading.examples.filter((example) => example.file === name && example.line <= state.doc.lines);
  const ranges = own.flatMap((example) => [
    new Mark(example.passed, example.name).range(state.doc.line(example.line).from),
    ...example.expectations
      .filter((expectation) => !expectation.passed && expectation.line <= state.doc.lines)
      .map((expectation) => new Mark(false, `${expectation.expected} ≠ ${expectation.got}`).range(state.doc.line(expectation.line).from)),
  ]);
  return RangeSet.of(ranges, true);
}

function labelOf(edits: readonly Edit[]): string {
  const [first] = edits;
  const text = first?.text.trim() ?? '';
  return text === '' ? '⌫' : text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Edits of a file as one change, which one undo takes back. */
export function changeOf(edits: readonly Edit[]): TransactionSpec {
  return { changes: edits.map((edit) => ({ from: edit.start, to: edit.end, insert: edit.text })), userEvent: 'input.fix' };
}
