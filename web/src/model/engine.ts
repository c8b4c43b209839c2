/** Engines, each in a worker of its own. */
import { Engine } from 'tiercel/worker';
import address from 'tiercel/wasm?url';

let module: Promise<WebAssembly.Module> | undefined;

/** The engine's code, compiled once for all workers, while it comes and while they start. */
function compiled(): Promise<WebAssembly.Module> {
  module ??= WebAssembly.compileStreaming(fetch(new URL(address, document.baseURI))).catch((error: unknown) => {
    module = undefined;
    throw error;
  });
  return module;
}

/** What the worker is made of: without the code the package looks for it beside itself, and says what is wrong. */
function source(): Promise<WebAssembly.Module | undefined> {
  return compiled().catch(() => undefined);
}

/** Gives one engine, which is started when it is first asked for, and again if it did not start. */
export function oneEngine(): () => Promise<Engine> {
  let running: Promise<Engine> | undefined;
  return () => {
    running ??= Engine.start({ source: source() }).catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

/** The engine that computes. */
export const engine = oneEngine();
