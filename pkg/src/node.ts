/** The package in Node: the engine is read beside this file and is ready at once; {@link init} is there for code that runs in both. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Source, isReady, moduleNow, startWith } from './engine.js';

export * from './exports.js';

startWith(moduleNow(readFileSync(beside())));

/** Where the engine is: where a bundler put it, unless that is an address for browsers, as Turbopack gives. */
function beside(): URL | string {
  const engine = new URL('./tiercel.wasm', import.meta.url);
  return engine.protocol === 'file:' ? engine : join(dirname(fileURLToPath(import.meta.url)), 'tiercel.wasm');
}

/** Does nothing: the engine is ready. */
export async function init(_source?: Source | PromiseLike<Source>): Promise<void> {}

/** Does nothing: the engine is ready. */
export function initSync(source?: BufferSource | WebAssembly.Module): void {
  if (!isReady() && source !== undefined) startWith(moduleNow(source));
}
