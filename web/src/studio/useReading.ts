/** What the engine says of the files, a moment after they changed. */
import { useEffect, useMemo, useState } from 'react';
import type { PlanFile } from 'tiercel/worker';
import type { Language } from '../model/language';
import { Assistant, type Reading } from './assistant';

/** Rests this long after a key before the text is read. */
const REST = 80;

/** The assistant, and its last reading. */
export function useReading(files: readonly PlanFile[], file: number, language: Language): { readonly assistant: Assistant; readonly reading: Reading | undefined } {
  const assistant = useMemo(() => new Assistant(language), [language]);
  const [reading, setReading] = useState<Reading | undefined>(undefined);
  useEffect(() => () => { assistant.stop(); }, [assistant]);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      assistant.read(files, file, abort.signal).then(
        (found) => { if (!abort.signal.aborted) setReading(found); },
        (error: unknown) => { if (!abort.signal.aborted) console.error(error); },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [assistant, files, file]);
  return { assistant, reading };
}
