/** The call around the caret: its parameters, with the one that is being written. */
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { keymap, showTooltip, ViewPlugin, type EditorView, type Tooltip, type ViewUpdate } from '@codemirror/view';
import type { Signature } from 'tiercel/worker';

type Ask = (text: string, offset: number) => Promise<Signature | null>;

/** Waits so long after the last key, in milliseconds. */
const REST = 120;

const show = StateEffect.define<Tooltip | null>();

const shown = StateField.define<Tooltip | null>({
  create: () => null,
  update(now, transaction) {
    const next = transaction.effects.find((effect) => effect.is(show));
    if (next !== undefined) return next.value;
    return now === null ? null : { ...now, pos: transaction.changes.mapPos(now.pos) };
  },
  provide: (field) => showTooltip.from(field),
});

/** Shows the signature while the arguments of a call are typed; Escape takes it away, Ctrl+Shift+Space brings it back. */
export function signatures(ask: Ask): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      #timer: ReturnType<typeof setTimeout> | undefined;

      constructor(readonly view: EditorView) {}

      update(update: ViewUpdate) {
        const isOpen = update.state.field(shown) !== null;
        const isTyped = update.docChanged && update.transactions.some((one) => one.isUserEvent('input.type') || one.isUserEvent('delete'));
        if (isTyped || (isOpen && update.selectionSet)) this.look();
      }

      look() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => { void this.ask(); }, REST);
      }

      async ask() {
        const { state } = this.view;
        const offset = state.selection.main.head;
        const found = await ask(state.doc.toString(), offset).catch(() => null);
        // What was typed meanwhile asks for itself.
        if (this.view.state.doc !== state.doc || this.view.state.selection.main.head !== offset) return;
        const tooltip = found === null ? null : { pos: offset, above: true, create: () => ({ dom: drawn(found) }) };
        if (tooltip !== null || this.view.state.field(shown) !== null) this.view.dispatch({ effects: show.of(tooltip) });
      }

      destroy() {
        clearTimeout(this.#timer);
      }
    },
  );
  return [
    shown,
    plugin,
    keymap.of([
      {
        key: 'Escape',
        run: (view) => {
          if (view.state.field(shown) === null) return false;
          view.dispatch({ effects: show.of(null) });
          return true;
        },
      },
      {
        key: 'Mod-Shift-Space',
        run: (view) => {
          view.plugin(plugin)?.look();
          return true;
        },
      },
    ]),
  ];
}

function drawn({ text, parameters, active, doc }: Signature): HTMLElement {
  const box = document.createElement('div');
  box.className = 'note signature';
  box.setAttribute('role', 'status');
  const code = document.createElement('code');
  const now = active === null ? undefined : parameters[active];
  code.append(text.slice(0, now?.start ?? text.length));
  if (now !== undefined) {
    const strong = document.createElement('b');
    strong.textContent = text.slice(now.start, now.end);
    code.append(strong, text.slice(now.end));
  }
  const words = document.createElement('p');
  words.textContent = doc;
  box.append(code, words);
  return box;
}
