import { useCallback, useEffect } from 'react';
import { money } from '../model/decimal';
import { dayName, periodName } from '../model/periods';
import type { Route } from '../model/route';
import { encoded, type ScenarioFile } from '../model/scenario';
import { FileDrop } from '../shell/FileDrop';
import { useWords } from '../shell/words';
import { BookView } from './BookView';
import { Notice } from './Notice';
import { PageHead } from './PageHead';
import { useBook } from './useBook';

interface Props {
  readonly route: Route;
  readonly go: (route: Route, how?: 'push' | 'replace') => void;
}

/** “My earnings”: opens the rep's book and shows it, or says why it can't. */
export function EarningsPage({ route, go }: Props) {
  const { say, language } = useWords();
  useEffect(() => {
    // The browser takes long to make its first formats: they are made behind the first frame, while the engine is waited for.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        money('0', language);
        for (const month of ['long', 'short'] as const) periodName('2026-01', language, month);
        dayName('2026-01-01', language);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [language]);
  const openScenario = useCallback(({ payee, period, name, changes }: ScenarioFile) => {
    go({ page: 'earnings', tab: 'what-if', query: { payee, period, name, changes: encoded(changes) } });
  }, [go]);
  const { state, persons, isDropped, openFiles, openDemo } = useBook(route.query['payee'], route.query['period'], openScenario);
  // The demo's list says whose page it is before the engine has opened the book.
  const coming = isDropped ? undefined : (persons.find((one) => one.payee === route.query['payee']) ?? persons[0]);
  const onPerson = (payee: string) => { go({ ...route, query: { ...(route.query['period'] === undefined ? {} : { period: route.query['period'] }), payee } }); };
  const content = () => {
    switch (state.kind) {
      case 'loading':
        return (
          <main className="page earnings" id="content" aria-busy="true">
            {coming !== undefined && <PageHead person={coming} persons={persons} onDemo={undefined} onPerson={onPerson} />}
            <p className="waiting" role="status">{say('loading.engine')}</p>
          </main>
        );
      case 'ready':
        return <BookView book={state.book} persons={isDropped ? state.book.people : persons} route={route} go={go} onDemo={isDropped ? openDemo : undefined} />;
      case 'no-demo':
      case 'no-plan':
      case 'several-plans':
      case 'no-scenario':
      case 'failed':
        return <Notice state={state} isDemo={!isDropped} onDemo={openDemo} />;
      default:
        throw new Error(String(state satisfies never));
    }
  };
  return <FileDrop onFiles={(files) => { void openFiles(files); }}>{content()}</FileDrop>;
}
