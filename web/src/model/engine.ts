/** Engines, each in a worker of its own. */
import { Engine } from 'tiercel/worker';

/** Gives one engine, which is started when it is first asked for, and again if it did not start. */
export function oneEngine(): () => Promise<Engine> {
  let running: Promise<Engine> | undefined;
  return () => {
    running ??= Engine.start().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

/** The engine that computes. */
export const engine = oneEngine();
