import { useCallback, useEffect, useRef, useState } from 'react';
import { open, type Book, type BookFailure, type BookFiles } from '../model/book';
import { people, type DemoPerson } from '../model/demo';
import { filesFrom, readFiles } from '../model/dropped';
import { openDemo, taken } from '../model/first';
import { useWords } from '../shell/words';

/** What the page has to show. */
export type BookState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'no-demo' }
  | { readonly kind: 'no-plan' }
  | { readonly kind: 'several-plans' }
  | { readonly kind: 'failed'; readonly failure: BookFailure }
  | { readonly kind: 'ready'; readonly book: Book };

type Source =
  | { readonly kind: 'demo'; readonly number: number }
  | { readonly kind: 'amiss'; readonly what: 'no-plan' | 'several-plans'; readonly number: number }
  | { readonly kind: 'files'; readonly files: BookFiles; readonly number: number };

/** Opens the book of one of the demo's people, or of files that are dropped. */
export function useBook(payee: string | undefined, period: string | undefined) {
  const { language } = useWords();
  const asked = useRef(period);
  useEffect(() => { asked.current = period; });
  const [came, setCame] = useState<{ readonly key: string; readonly state: BookState } | undefined>(undefined);
  const [persons, setPersons] = useState<readonly DemoPerson[]>([]);
  const [source, setSource] = useState<Source>({ kind: 'demo', number: 0 });
  const key = `${String(source.number)} ${language} ${source.kind === 'demo' ? (payee ?? '') : ''}`;

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
        const first = { payee, period: asked.current, language };
        if (source.kind === 'demo') void people().then(setPersons, () => undefined);
        const opened = await (source.kind === 'demo' ? (taken(first) ?? openDemo(first)) : open(source.files, language, first.period));
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
    const { texts, until } = await readFiles(dropped);
    const files = filesFrom(texts, until);
    setSource(({ number }) => (typeof files === 'string' ? { kind: 'amiss', what: files, number: number + 1 } : { kind: 'files', files, number: number + 1 }));
  }, []);
  const showDemo = useCallback(() => {
    setSource(({ number }) => ({ kind: 'demo', number: number + 1 }));
  }, []);
  const state: BookState = came?.key === key ? came.state : { kind: 'loading' };
  return { state, persons, isDropped: source.kind !== 'demo', openFiles, openDemo: showDemo };
}
