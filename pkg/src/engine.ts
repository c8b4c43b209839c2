import { initSync as start, reset } from './glue/glue.js';
import { TiercelError, kindOf } from './errors.js';

let module: WebAssembly.Module | undefined;
let generation = 0;

/** What the engine can be made of. */
export type Source = URL | string | Request | Response | BufferSource | WebAssembly.Module;

/** Starts the engine from a compiled module, once. */
export function startWith(compiled: WebAssembly.Module): void {
  if (module !== undefined) return;
  start({ module: compiled });
  module = compiled;
}

/** Whether the engine runs. */
export function isReady(): boolean {
  return module !== undefined;
}

/** Makes a module of whatever is given, and says what came instead where it is none. */
export async function moduleOf(source: Source | PromiseLike<Source>): Promise<WebAssembly.Module> {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return compiled(given);
  const isAddress = typeof given === 'string' || given instanceof URL || (typeof Request !== 'undefined' && given instanceof Request);
  const response = isAddress ? await fetched(given as string | URL | Request) : given;
  if (typeof Response === 'undefined' || !(response instanceof Response)) {
    throw new TiercelError('source', `init() got ${kindOf(given)}; expected nothing, an address, a Response, bytes or a WebAssembly.Module`);
  }
  if (!response.ok) throw new TiercelError('source', `${response.url || 'the engine'} can't be fetched: the server answers ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  // Compiled while it comes, where the server says what it is.
  if (type.startsWith('application/wasm')) return streamed(response);
  return compiled(await response.arrayBuffer(), ` from ${response.url} (${type || 'without a content type'})`);
}

async function fetched(address: string | URL | Request): Promise<Response> {
  try {
    return await fetch(address);
  } catch (cause) {
    const shown = typeof address === 'object' && 'url' in address ? address.url : String(address);
    throw new TiercelError('source', `${shown} can't be fetched`, { cause });
  }
}

async function streamed(response: Response): Promise<WebAssembly.Module> {
  const copy = response.clone();
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    // It is no module, or did not come whole: what came is looked at and said.
    return compiled(await copy.arrayBuffer(), ` from ${copy.url}`);
  }
}

async function compiled(bytes: BufferSource, from = ''): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new TiercelError('source', `what came${from} is no WebAssembly module: ${beginning(bytes)}`, { cause });
  }
}

/** The same at once; only bytes and modules can be. */
export function moduleNow(source: BufferSource | WebAssembly.Module): WebAssembly.Module {
  if (source instanceof WebAssembly.Module) return source;
  if (!(source instanceof ArrayBuffer || ArrayBuffer.isView(source))) {
    throw new TiercelError('source', `initSync() got ${kindOf(source)}; expected bytes or a WebAssembly.Module`);
  }
  try {
    return new WebAssembly.Module(source);
  } catch (cause) {
    throw new TiercelError('source', `these bytes are no WebAssembly module: ${beginning(source)}`, { cause });
  }
}

function beginning(source: BufferSource): string {
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const text = String.fromCharCode(...bytes.subarray(0, 24)).replaceAll(/[^ -~]/g, '.');
  return `${bytes.length} bytes that begin with "${text}"`;
}

interface Freeable {
  free(): void;
}

/** Something that lives in the engine: used through {@link Handle.use} only, so that nothing is used after it is freed. */
export class Handle<T extends Freeable> {
  readonly #what: string;
  readonly #generation = generation;
  #raw: T | undefined;

  constructor(what: string, raw: T) {
    this.#what = what;
    this.#raw = raw;
  }

  /** Works with it. */
  use<R>(work: (raw: T) => R): R {
    const raw = this.#raw;
    if (raw === undefined) throw new TiercelError('freed', `this ${this.#what} was freed; make a new one`);
    if (this.#generation !== generation) {
      throw new TiercelError('lost', `this ${this.#what} belongs to an engine that stopped; make a new one`);
    }
    return guarded(() => work(raw));
  }

  /** Gives its memory back; again does nothing. */
  free(): void {
    const raw = this.#raw;
    this.#raw = undefined;
    if (raw !== undefined && this.#generation === generation) raw.free();
  }
}

/** Calls the engine. If it dies, it is made anew, and what lived in it says so. */
export function guarded<R>(work: () => R): R {
  if (module === undefined) throw new TiercelError('not-ready', 'the engine is not ready: call `await init()` first');
  try {
    return work();
  } catch (cause) {
    const died = cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError;
    if (!died) throw cause;
    generation += 1;
    reset();
    start({ module });
    throw new TiercelError('stopped', 'the engine stopped and was started anew; plans and sessions must be made again', { cause });
  }
}
