/** The package in Node: the engine is read beside this file and is ready at once; {@link init} is there for code that runs in both. */
import { readFileSync } from 'node:fs';
import { type Source, isReady, moduleNow, startWith } from './engine.js';

export * from './exports.js';

startWith(moduleNow(readFileSync(new URL('./tiercel.wasm', import.meta.url))));

/** Does nothing: the engine is ready. */
export async function init(_source?: Source | PromiseLike<Source>): Promise<void> {}

/** Does nothing: the engine is ready. */
export function initSync(source?: BufferSource | WebAssembly.Module): void {
  if (!isReady() && source !== undefined) startWith(moduleNow(source));
}
