import { compile, init } from 'tiercel';
import { Engine } from 'tiercel/worker';
import { deals, plan, reps } from './plan.mjs';

/** The digest of a run where this stands. */
export async function digest() {
  await init();
  const { session } = compile(plan).plan.load({ payees: reps, Deals: deals });
  return session.digest().digest;
}

/** The digest of the same run in a worker. */
export async function digestOfWorker() {
  const engine = await Engine.start();
  const { session } = await (await engine.compile(plan)).plan.load({ payees: reps, Deals: deals });
  const { digest } = await session.digest();
  engine.stop();
  return digest;
}
