/** The engine that reads plans while they are typed: colours, messages, completion. It has a worker of its own, so that it never waits for a run. */
import { Engine } from 'tiercel/worker';
import type { Completion, DiagnosticMessage, Edit, ExampleReport, Hover, Mending, OutlineItem, Place, PlanFile, Token, WorkerDraft } from 'tiercel/worker';
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

/** Reads plans as they are typed. */
export class Assistant {
  readonly #language: Language;
  #engine: Promise<Engine> | undefined;
  #draft: Promise<WorkerDraft> | undefined;
  #files: readonly PlanFile[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  /** All there is to say; rejects when it is aborted. */
  async read(files: readonly PlanFile[], file: number, signal: AbortSignal): Promise<Reading> {
    const draft = await this.#at(files);
    const options = { signal };
    const [isFine, diagnostics, mendings, tokens, outline] = await Promise.all([
      draft.isFine(options),
      draft.diagnostics(options),
      draft.fixes(file, options),
      draft.tokens(file, options),
      draft.outline(file, options),
    ]);
    const examples = isFine ? await draft.examples(options) : [];
    return { files, isFine, diagnostics, mendings, tokens, outline, examples };
  }

  /** What can be written at a place. */
  async complete(files: readonly PlanFile[], file: number, offset: number): Promise<readonly Completion[]> {
    return (await this.#at(files)).complete(offset, file);
  }

  /** What there is to say about a place. */
  async hover(files: readonly PlanFile[], file: number, offset: number): Promise<Hover | null> {
    return (await this.#at(files)).hover(offset, file);
  }

  /** Where the name at a place is declared. */
  async definition(files: readonly PlanFile[], file: number, offset: number): Promise<readonly Place[]> {
    return (await this.#at(files)).definition(offset, file);
  }

  /** The changes that rename what stands at a place. */
  async rename(files: readonly PlanFile[], file: number, offset: number, name: string): Promise<{ ok: true; edits: Edit[] } | { ok: false; reason: string }> {
    return (await this.#at(files)).rename(offset, name, file);
  }

  /** The declarations of all files. */
  async outline(files: readonly PlanFile[]): Promise<readonly { readonly file: string; readonly name: string; readonly start: number }[]> {
    const draft = await this.#at(files);
    const items = await Promise.all(files.map((_, index) => draft.outline(index)));
    return items.flatMap((own, index) => own.map((item) => ({ file: files[index]?.name ?? '', name: item.name, start: item.nameStart })));
  }

  /** The text in its one form. */
  async format(text: string): Promise<string> {
    return (await this.#running()).format(text);
  }

  /** Ends the worker. */
  stop(): void {
    void this.#engine?.then((engine) => { engine.stop(); }, () => undefined);
    this.#engine = undefined;
    this.#draft = undefined;
  }

  #running(): Promise<Engine> {
    this.#engine ??= Engine.start();
    return this.#engine;
  }

  #at(files: readonly PlanFile[]): Promise<WorkerDraft> {
    if (this.#draft !== undefined && this.#files === files) return this.#draft;
    const before = this.#draft;
    const [plan, ...used] = files;
    const options = { files: Object.fromEntries(used.map((one) => [one.name, one.text])), language: this.#language };
    this.#files = files;
    this.#draft = this.#running().then((engine) => engine.draft(plan === undefined ? [] : [plan], options));
    // Calls on it are behind it in the worker's queue only when they were made; what comes after is refused as freed.
    void before?.then((draft) => setTimeout(() => void draft.free().catch(() => undefined), 2000), () => undefined);
    return this.#draft;
  }
}
