/** The engine that reads plans while they are typed: colours, messages, completion. It has a worker of its own, so that it never waits for a run. */
import type { Completion, CoverageReport, DiagnosticMessage, Edit, ExampleReport, Hover, Mending, OutlineItem, Place, PlanFile, Signature, Token, WorkerDraft } from 'tiercel/worker';
import { oneEngine } from '../model/engine';
import type { Language } from '../model/language';

/** What there is to say about the files as they stand. */
export interface Reading {
  readonly files: readonly PlanFile[];
  readonly isFine: boolean;
  readonly diagnostics: readonly DiagnosticMessage[];
  /** For the file that is looked at. */
  readonly mendings: readonly Mending[];
  readonly tokens: readonly Token[];
  readonly outline: readonly OutlineItem[];
  readonly examples: readonly ExampleReport[];
}

/** A draft in the worker, and how many calls use it. */
interface Held {
  readonly files: readonly PlanFile[];
  readonly draft: Promise<WorkerDraft>;
  uses: number;
}

/** Reads plans as they are typed. */
export class Assistant {
  readonly #language: Language;
  readonly #engine = oneEngine();
  #held: Held | undefined;

  constructor(language: Language) {
    this.#language = language;
  }

  /** All there is to say; rejects when it is aborted. */
  read(files: readonly PlanFile[], file: number, signal: AbortSignal): Promise<Reading> {
    const options = { signal };
    return this.#with(files, async (draft) => {
      const [isFine, diagnostics, mendings, tokens, outline] = await Promise.all([
        draft.isFine(options),
        draft.diagnostics(options),
        draft.fixes(file, options),
        draft.tokens(file, options),
        draft.outline(file, options),
      ]);
      const examples = isFine ? await draft.examples(options) : [];
      return { files, isFine, diagnostics, mendings, tokens, outline, examples };
    });
  }

  /** What can be written at a place. */
  complete(files: readonly PlanFile[], file: number, offset: number): Promise<readonly Completion[]> {
    return this.#with(files, (draft) => draft.complete(offset, file));
  }

  /** All functions there are, with their help. */
  async functions(): Promise<readonly Completion[]> {
    const start = 'Line = ';
    const items = await this.#with([{ name: 'functions.plan', text: start }], (draft) => draft.complete(start.length, 0));
    return items.filter((item) => item.kind === 'function');
  }

  /** The call around a place. */
  signature(files: readonly PlanFile[], file: number, offset: number): Promise<Signature | null> {
    return this.#with(files, (draft) => draft.signature(offset, file));
  }

  /** What no example touches. */
  coverage(files: readonly PlanFile[], signal: AbortSignal): Promise<CoverageReport> {
    return this.#with(files, (draft) => draft.coverage({ signal }));
  }

  /** What there is to say about a place. */
  hover(files: readonly PlanFile[], file: number, offset: number): Promise<Hover | null> {
    return this.#with(files, (draft) => draft.hover(offset, file));
  }

  /** Where the name at a place is declared. */
  definition(files: readonly PlanFile[], file: number, offset: number): Promise<readonly Place[]> {
    return this.#with(files, (draft) => draft.definition(offset, file));
  }

  /** The changes that rename what stands at a place. */
  rename(files: readonly PlanFile[], file: number, offset: number, name: string): Promise<{ ok: true; edits: Edit[] } | { ok: false; reason: string }> {
    return this.#with(files, (draft) => draft.rename(offset, name, file));
  }

  /** The declarations of all files. */
  outline(files: readonly PlanFile[]): Promise<readonly { readonly file: string; readonly name: string; readonly start: number }[]> {
    return this.#with(files, async (draft) => {
      const items = await Promise.all(files.map((_, index) => draft.outline(index)));
      return items.flatMap((own, index) => own.map((item) => ({ file: files[index]?.name ?? '', name: item.name, start: item.nameStart })));
    });
  }

  /** The text in its one form. */
  format(text: string): Promise<string> {
    return this.#engine().format(text);
  }

  /** Ends the worker. */
  stop(): void {
    this.#engine().stop();
  }

  /** Works with a draft of the files. It is kept for the next call with the same texts, else freed after the last call that uses it. */
  async #with<T>(files: readonly PlanFile[], work: (draft: WorkerDraft) => Promise<T>): Promise<T> {
    const held = this.#held !== undefined && isSame(this.#held.files, files) ? this.#held : this.#hold(files);
    held.uses += 1;
    try {
      return await work(await held.draft);
    } finally {
      held.uses -= 1;
      if (held !== this.#held) drop(held);
    }
  }

  #hold(files: readonly PlanFile[]): Held {
    const before = this.#held;
    const [plan, ...used] = files;
    const options = { files: Object.fromEntries(used.map((one) => [one.name, one.text])), language: this.#language };
    const draft = this.#engine().draft(plan === undefined ? [] : [plan], options);
    this.#held = { files, draft, uses: 0 };
    if (before !== undefined) drop(before);
    return this.#held;
  }
}

/** Frees a draft that nobody uses. */
function drop(held: Held): void {
  if (held.uses === 0) void held.draft.then((draft) => draft.free()).catch(() => undefined);
}

function isSame(a: readonly PlanFile[], b: readonly PlanFile[]): boolean {
  return a.length === b.length && a.every((one, index) => one.name === b[index]?.name && one.text === b[index].text);
}
