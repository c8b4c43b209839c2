/** The one engine of the page, in its worker. It is started when something is first computed, and again if it did not start. */
import { Engine } from 'tiercel/worker';

let running: Promise<Engine> | undefined;

/** The engine. */
export function engine(): Promise<Engine> {
  running ??= Engine.start().catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}
