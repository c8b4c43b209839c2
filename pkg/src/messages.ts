import type { TiercelErrorCode } from './errors.js';

/** What the page asks of the worker. */
export interface Call {
  readonly id: number;
  /** The handle of the draft, plan or session; none: a function of the package. */
  readonly on?: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What the worker answers. */
export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly code?: TiercelErrorCode };
}
