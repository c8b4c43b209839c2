/** What went wrong in using the package; what is wrong in a plan or its data comes back as a value instead. */
export class TiercelError extends Error {
  override readonly name = 'TiercelError';
  /** `not-ready`, `freed`, `lost`, `stopped`, `input`, `cell` or `source`. */
  readonly code: TiercelErrorCode;

  constructor(code: TiercelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The kinds of {@link TiercelError}. */
export type TiercelErrorCode = 'not-ready' | 'freed' | 'lost' | 'stopped' | 'input' | 'cell' | 'source';

/** What a value is, for messages: `an array`, `null`, `the number 0.1`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (typeof value === 'object') return `an object of ${value.constructor?.name ?? 'no class'}`;
  return `a ${typeof value}`;
}
