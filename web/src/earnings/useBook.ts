import { useCallback, useEffect, useState } from 'react';
import { open, type Book, type BookFailure, type BookFiles } from '../model/book';
import { filesOf, people, type DemoPerson } from '../model/demo';
import { filesFrom, readFiles } from '../model/dropped';
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
  | { readonly kind: 'files'; readonly files: BookFiles | 'no-plan' | 'several-plans'; readonly number: number };

/** Opens the book of one of the demo's people, or of files that are dropped. */
export function useBook(payee: string | undefined) {
  const { language } = useWords();
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
        const files = source.kind === 'demo' ? await demoFiles(payee, setPersons, abort.signal) : source.files;
        if (typeof files === 'string') {
          show({ kind: files });
          return;
        }
        const opened = await open(files, language);
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
    setSource(({ number }) => ({ kind: 'files', files: filesFrom(texts, until), number: number + 1 }));
  }, []);
  const openDemo = useCallback(() => {
    setSource(({ number }) => ({ kind: 'demo', number: number + 1 }));
  }, []);
  const state: BookState = came?.key === key ? came.state : { kind: 'loading' };
  return { state, persons, isDropped: source.kind === 'files', openFiles, openDemo };
}

async function demoFiles(payee: string | undefined, found: (persons: readonly DemoPerson[]) => void, signal: AbortSignal): Promise<BookFiles> {
  const persons = await people(signal);
  found(persons);
  const person = persons.find((one) => one.payee === payee) ?? persons[0];
  if (person === undefined) throw new Error('demo/index.json names nobody');
  return filesOf(person, signal);
}
