/** The package with the engine inside, for hosts that can't serve a file; about a third larger. */
import { base64 } from './glue/base64.js';
import { type Source, isReady, moduleNow, startWith } from './engine.js';

export * from './exports.js';

/** Starts the engine; calling it again does nothing. */
export async function init(_source?: Source | PromiseLike<Source>): Promise<void> {
  if (isReady()) return;
  startWith(await WebAssembly.compile(bytes()));
}

/** Starts the engine at once. */
export function initSync(): void {
  if (!isReady()) startWith(moduleNow(bytes()));
}

function bytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
