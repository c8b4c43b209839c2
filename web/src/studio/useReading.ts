/** What the engine says of the files, a moment after they changed. */
import { useEffect, useMemo, useState } from 'react';
import type { CoverageReport, PlanFile } from 'tiercel/worker';
import type { Language } from '../model/language';
import { Assistant, type Reading } from './assistant';

/** Rests this long after a key before the text is read. */
const REST = 80;

/** What no example touches is looked for so long after a reading: it takes longer, and nothing waits for it. */
const PAUSE = 400;

/** What no example touches, and of which files. */
export interface Covered {
  readonly files: readonly PlanFile[];
  readonly report: CoverageReport;
}

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
  const [covered, setCovered] = useState<Covered | undefined>(undefined);
  useEffect(() => {
    if (reading?.isFine !== true || reading.examples.length === 0) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      assistant.coverage(reading.files, abort.signal).then(
        (report) => { if (!abort.signal.aborted) setCovered({ files: reading.files, report }); },
        // What can't be looked at is not marked.
        () => { if (!abort.signal.aborted) setCovered(undefined); },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [assistant, reading]);
  return { assistant, reading, covered, failure };
}
