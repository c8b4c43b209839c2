/** The package in browsers, bundlers and Deno: call `await init()` once, then {@link compile}. */
import { type Source, isReady, moduleNow, moduleOf, startWith } from './engine.js';

export * from './exports.js';

let starting: Promise<void> | undefined;

/** Starts the engine; calling it again does nothing. Takes nothing, an address, a Response, bytes or a module. */
export async function init(source?: Source | PromiseLike<Source>): Promise<void> {
  if (isReady()) return;
  starting ??= moduleOf(source ?? new URL('./tiercel.wasm', import.meta.url)).then(startWith);
  try {
    await starting;
  } catch (error) {
    // The next call may try again.
    starting = undefined;
    throw error;
  }
}

/** Starts the engine at once from bytes or a module. */
export function initSync(source: BufferSource | WebAssembly.Module): void {
  if (!isReady()) startWith(moduleNow(source));
}
