import { useMemo } from 'react';
import type { Reading } from './assistant';
import { useStudioWords } from './words';

interface Props {
  readonly reading: Reading | undefined;
  /** Why the text can't be read. */
  readonly failure: string | undefined;
  readonly note: string | undefined;
  readonly onPlace: (file: string, offset: number) => void;
}

/** How the text stands; a click leads to the first thing to mend. */
export function Status({ reading, failure, note, onPlace }: Props) {
  const say = useStudioWords();
  const errors = useMemo(() => reading?.diagnostics.filter((one) => one.severity === 'error') ?? [], [reading]);
  const [first] = errors.length > 0 ? errors : (reading?.diagnostics ?? []);
  const text = () => {
    if (failure !== undefined) return failure;
    if (note !== undefined) return note;
    if (reading === undefined) return say('reading');
    if (errors.length > 0) return say('errors', { count: errors.length });
    return reading.diagnostics.length > 0 ? say('warnings', { count: reading.diagnostics.length }) : say('fine');
  };
  return (
    <span role="status" className="status">
      <button
        type="button"
        className={`quiet ${failure !== undefined || errors.length > 0 ? 'failure' : ''}`}
        disabled={first === undefined}
        title={first?.message}
        onClick={() => { if (first !== undefined) onPlace(first.file, first.start); }}
      >
        {text()}
      </button>
    </span>
  );
}
