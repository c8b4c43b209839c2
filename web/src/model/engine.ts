/** Engines, each in a worker of its own, which fetches and compiles its code away from the page. */
import { Engine } from 'tiercel/worker';
import address from 'tiercel/wasm?url';

/** Gives one engine, which is started when it is first asked for, and again if it did not start. What is asked of it waits for the start. */
export function oneEngine(): () => Engine {
  let running: Engine | undefined;
  return () => {
    if (running !== undefined) return running;
    const started = Engine.starting({ source: new URL(address, document.baseURI) });
    started.ready.catch(() => { if (running === started) running = undefined; });
    running = started;
    return started;
  };
}

/** The engine that computes. */
export const engine = oneEngine();
