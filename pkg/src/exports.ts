export {
  type Answered,
  type Change,
  type CompileOptions,
  type CompileResult,
  Draft,
  type Language,
  type LoadOptions,
  Plan,
  type PlanFile,
  type RowKey,
  type RunRequest,
  Session,
  type Target,
  compile,
  format,
  version,
} from './api.js';
export { type Cell, type Row, type TableInput, whole } from './cells.js';
export type { CurveRequest, Moving, SolveRequest } from './sweep.js';
export { TiercelError, type TiercelErrorCode } from './errors.js';
export type * from './types.js';
