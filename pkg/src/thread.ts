/** The worker's side of {@link file://./worker.ts}: keeps drafts, plans and sessions, and does what it is told. */
import { Draft, Plan, Session, compile, format, init, version } from './index.js';
import { TiercelError } from './errors.js';
import type { Call, Reply } from './messages.js';
import type { CompileOptions, PlanFile } from './api.js';
import type { SliceMessage } from './types.js';

const held = new Map<number, object>();
let last = 0;

function hold(thing: object): number {
  last += 1;
  held.set(last, thing);
  return last;
}

const functions: { readonly [name: string]: (...args: never[]) => unknown } = { compile, format, init, version, openSlice, draft: Draft.of };

/** All that a payee's page shows first. */
function openSlice(source: string | readonly PlanFile[], slice: SliceMessage, period: string, options: CompileOptions): object {
  const compiled = compile(source, options);
  if (!compiled.ok) return { ...compiled, problems: [] };
  const { plan, diagnostics } = compiled;
  const opened = plan.openSlice(slice);
  if (!opened.ok) {
    plan.free();
    return { ok: false, diagnostics, problems: opened.problems };
  }
  const { session } = opened;
  const stated = session.statement(slice.payee, period);
  return { ok: true, plan, session, diagnostics, description: plan.describe(), digest: plan.digest(), statement: stated.ok ? stated.statement : undefined };
}

function called({ on, method, args }: Call): unknown {
  if (on === undefined) {
    const found = functions[method];
    if (found === undefined) throw new TypeError(`there is no ${method}()`);
    return found(...(args.map(released) as never[]));
  }
  const thing = held.get(on);
  if (thing === undefined) throw new TiercelError('freed', 'this was freed; make a new one');
  if (method === 'free') held.delete(on);
  return (thing as { [method: string]: (...args: unknown[]) => unknown })[method]?.(...args.map(released));
}

/** Handles that came back in arguments are the things again. */
function released(value: unknown): unknown {
  const handle = typeof value === 'object' && value !== null && 'tiercelHandle' in value ? value.tiercelHandle : undefined;
  return typeof handle === 'number' ? held.get(handle) : value;
}

/** What can't leave the worker stays here, and a handle goes instead. */
function sent(value: unknown): unknown {
  if (value instanceof Plan) return { handle: hold(value), draft: hold(value.draft) };
  if (value instanceof Session) return { handle: hold(value) };
  if (value instanceof Draft) return { handle: hold(value), files: value.files };
  if (typeof value === 'object' && value !== null && 'ok' in value) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sent(part)]));
  }
  return value;
}

/** The call before: calls are answered in their order, also while the engine starts. */
let before: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<Call>) => {
  before = before.then(() => answer(data));
});

async function answer(call: Call): Promise<void> {
  const { id } = call;
  try {
    postMessage({ id, value: sent(await called(call)) } satisfies Reply);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    postMessage({ id, error: { message, ...(error instanceof TiercelError ? { code: error.code } : {}) } } satisfies Reply);
  }
}
