/** What the engine says of the files, a moment after they changed. */
import { useEffect, useMemo, useState } from 'react';
import type { PlanFile } from 'tiercel/worker';
import type { Language } from '../model/language';
import { Assistant, type Reading } from './assistant';

/** Rests this long after a key before the text is read. */
const REST = 80;

/** The assistant, its last reading, and why there is none of the text as it stands. */
export function useReading(files: readonly PlanFile[], file: number, language: Language) {
  const assistant = useMemo(() => new Assistant(language), [language]);
  const [reading, setReading] = useState<Reading | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  useEffect(() => () => { assistant.stop(); }, [assistant]);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      assistant.read(files, file, abort.signal).then(
        (found) => {
          if (abort.signal.aborted) return;
          setReading(found);
          setFailure(undefined);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
        },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [assistant, files, file]);
  return { assistant, reading, failure };
}
