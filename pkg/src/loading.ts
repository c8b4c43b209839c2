/** Data on its way into the engine: text and bytes, piece by piece, so that a large table stands nowhere twice. */
import { Loading } from './glue/glue.js';
import { type TableInput, pieces } from './cells.js';

/** The data of a session. */
export interface Data {
  /** The tables, by name. */
  readonly tables: readonly (readonly [name: string, input: TableInput])[];
  /** Results of closed periods. */
  readonly history: TableInput | undefined;
  /** Params, and how numbers are written. */
  readonly options: object;
}

/** How many letters or bytes cross at once. */
const AT_ONCE = 1 << 16;

const encoder = new TextEncoder();
/** One for all: garbage of this size would pile up where many small sessions are made. */
const encoded = new Uint8Array(3 * AT_ONCE);

/** Data in the engine, not read yet. `decoded`: bytes are looked at first, as they are not all UTF-8. */
export function loadingOf(data: Data, decoded: boolean): Loading {
  const loading = new Loading(data.options);
  try {
    for (const [name, input] of data.tables) {
      if (isEmpty(input)) {
        loading.empty(name);
      } else {
        loading.table(name, typeof input === 'string' || input instanceof Uint8Array ? input.length : 0);
        send(loading, pieces(input, name, decoded));
      }
    }
    if (data.history !== undefined) {
      loading.history();
      send(loading, pieces(data.history, 'history', decoded));
    }
    return loading;
  } catch (error) {
    loading.free();
    throw error;
  }
}

/** Whether bytes are among the data. */
export function hasBytes({ tables, history }: Data): boolean {
  return history instanceof Uint8Array || tables.some(([, input]) => input instanceof Uint8Array);
}

/** No rows have no heading either. */
function isEmpty(input: TableInput): boolean {
  return Array.isArray(input) && input.length === 0;
}

function send(loading: Loading, parts: Iterable<string | Uint8Array>): void {
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      let end = Math.min(at + AT_ONCE, part.length);
      if (typeof part === 'string') {
        // The halves of a letter beyond U+FFFF stay together.
        if (end < part.length && (part.charCodeAt(end - 1) & 0xfc00) === 0xd800) end -= 1;
        loading.push(encoded.subarray(0, encoder.encodeInto(part.slice(at, end), encoded).written));
      } else {
        loading.push(part.subarray(at, end));
      }
      at = end;
    }
  }
}
