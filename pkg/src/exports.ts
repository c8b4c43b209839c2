export {
  type Answered,
  type CompileOptions,
  type CompileResult,
  Draft,
  type Language,
  type LoadOptions,
  Plan,
  type PlanFile,
  type RowKey,
  type RunRequest,
  type RunResults,
  Session,
  type TableColumns,
  type Target,
  compile,
  format,
  version,
} from './api.js';
export { type Cell, type Row, type TableInput, whole } from './cells.js';
export type { CurveRequest, SolveRequest } from './sweep.js';
export type { AnyNames, Change, Moving, PlanNames, Tables } from './typed.js';
export { TiercelError, type TiercelErrorCode } from './errors.js';
export type * from './types.js';
