/** Marks under what no example touches: rows of tiers and decision tables, and branches. */
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { Untouched } from './PlanEditor';

const setParts = StateEffect.define<DecorationSet>();

/** The marks. */
export const untouchedParts: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(now, transaction) {
    const next = transaction.effects.find((effect) => effect.is(setParts));
    return next?.value ?? now.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Shows the marks; nothing, if the text is no longer what they are of. */
export function showUntouched(view: EditorView, { text, parts, title }: Untouched): void {
  if (view.state.doc.toString() !== text) return;
  const mark = Decoration.mark({ class: 'untouched', attributes: { title } });
  const ranges = parts.filter((part) => part.start < part.end && part.end <= text.length).map((part) => mark.range(part.start, part.end));
  view.dispatch({ effects: setParts.of(Decoration.set(ranges, true)) });
}
