import { useCallback, useEffect, useRef, useState } from 'react';
import { open, type Book, type BookFailure, type BookFiles } from '../model/book';
import { people, type DemoPerson } from '../model/demo';
import { filesFrom, readFiles, sliceAmong, unreadable } from '../model/dropped';
import { openDemo, taken } from '../model/first';
import { parseScenarioFile, type ScenarioFile } from '../model/scenario';
import { useWords } from '../shell/words';

/** What the page has to show. */
export type BookState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'no-demo' }
  | { readonly kind: Amiss }
  | { readonly kind: 'failed'; readonly failure: BookFailure }
  | { readonly kind: 'ready'; readonly book: Book };

/** What is wrong with files before any of them is read. */
export type Amiss = 'no-plan' | 'several-plans' | 'no-scenario';

type Source =
  | { readonly kind: 'demo'; readonly number: number }
  | { readonly kind: 'amiss'; readonly what: Amiss; readonly number: number }
  | { readonly kind: 'unreadable'; readonly file: string; readonly number: number }
  | { readonly kind: 'files'; readonly files: BookFiles; readonly number: number };

/** Opens the book of one of the demo's people, or of files that are dropped. */
export function useBook(payee: string | undefined, period: string | undefined, onScenario: (scenario: ScenarioFile) => void) {
  const { language } = useWords();
  const asked = useRef(period);
  useEffect(() => { asked.current = period; });
  const [came, setCame] = useState<{ readonly key: string; readonly state: BookState } | undefined>(undefined);
  const [persons, setPersons] = useState<readonly DemoPerson[]>([]);
  const [source, setSource] = useState<Source>({ kind: 'demo', number: 0 });
  const key = `${String(source.number)} ${language} ${payee ?? ''}`;

  useEffect(() => {
    const abort = new AbortController();
    const show = (state: BookState) => {
      if (!abort.signal.aborted) setCame({ key, state });
    };
    void (async () => {
      try {
        if (source.kind === 'amiss') {
          show({ kind: source.what });
          return;
        }
        if (source.kind === 'unreadable') {
          show({ kind: 'failed', failure: { kind: 'unreadable', file: source.file } });
          return;
        }
        const first = { payee, period: asked.current, language };
        if (source.kind === 'demo') void people().then(setPersons, () => undefined);
        const opened = await (source.kind === 'demo' ? (taken(first) ?? openDemo(first)) : open({ ...source.files, payee }, language, first.period));
        if (opened.ok && abort.signal.aborted) await opened.book.session.free();
        show(opened.ok ? { kind: 'ready', book: opened.book } : { kind: 'failed', failure: opened.failure });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const isMissing = source.kind === 'demo' && message.startsWith('demo/');
        show(isMissing ? { kind: 'no-demo' } : { kind: 'failed', failure: { kind: 'failed', message } });
      }
    })();
    return () => {
      abort.abort();
    };
  }, [payee, source, language, key]);

  const openFiles = useCallback(async (dropped: readonly File[]) => {
    if (dropped.length === 0) return;
    const read = await readFiles(dropped).catch(unreadable);
    if (typeof read === 'string') {
      setSource(({ number }) => ({ kind: 'unreadable', file: read, number: number + 1 }));
      return;
    }
    const { texts, until } = read;
    const scenario = texts.find((file) => file.name.endsWith('.json'));
    if (scenario !== undefined && texts.length === 1 && sliceAmong(texts) === undefined) {
      const found = parseScenarioFile(scenario.text);
      if (found === undefined) setSource(({ number }) => ({ kind: 'amiss', what: 'no-scenario', number: number + 1 }));
      else onScenario(found);
      return;
    }
    const files = filesFrom(texts, until);
    setSource(({ number }) => (typeof files === 'string' ? { kind: 'amiss', what: files, number: number + 1 } : { kind: 'files', files, number: number + 1 }));
  }, [onScenario]);
  const showDemo = useCallback(() => {
    setSource(({ number }) => ({ kind: 'demo', number: number + 1 }));
  }, []);
  const state: BookState = came?.key === key ? came.state : { kind: 'loading' };
  return { state, persons, isDropped: source.kind !== 'demo', openFiles, openDemo: showDemo };
}
