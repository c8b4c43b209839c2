import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { EarningsPage } from '../earnings/EarningsPage';
import { firstLanguage, type Language } from '../model/language';
import { remember, remembered } from '../model/memory';
import { ErrorBoundary } from './ErrorBoundary';
import { Header } from './Header';
import { useRoute } from './useRoute';
import { sayIn, WordsContext } from './words';

const NewVersion = lazy(async () => ({ default: (await import('./NewVersion')).NewVersion }));
const StudioPage = lazy(async () => ({ default: (await import('../studio/StudioPage')).StudioPage }));

/** Light or dark. */
export type Theme = 'light' | 'dark';

function firstTheme(): Theme {
  const kept = remembered('theme');
  if (kept === 'light' || kept === 'dark') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** How long after the start the app is kept for offline, in milliseconds: not while the first page still needs the network. */
const SETTLED = 3000;

/** Sets a choice of the reader's and keeps it; what nobody chose is not kept, as the browser's own may change. */
function kept<T extends string>(name: string, set: (choice: T) => void): (choice: T) => void {
  return (choice) => {
    set(choice);
    remember(name, choice);
  };
}

/** The whole app: the header, and the page that the address names. */
export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const [theme, setTheme] = useState(firstTheme);
  const { route, go } = useRoute();
  const words = useMemo(() => ({ language, say: sayIn(language) }), [language]);
  const [isSettled, setIsSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => { setIsSettled(true); }, SETTLED);
    return () => { clearTimeout(timer); };
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = `${words.say(route.page === 'studio' ? 'nav.studio' : 'nav.earnings')} · ${words.say('app.name')}`;
  }, [language, words, route.page]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <WordsContext value={words}>
      <Header page={route.page} theme={theme} onTheme={kept<Theme>('theme', setTheme)} onLanguage={kept<Language>('language', setLanguage)} />
      {isSettled && <Suspense fallback={null}><NewVersion /></Suspense>}
      <ErrorBoundary say={words.say} key={route.page}>
        <Suspense fallback={<main className="notice" id="content" aria-busy="true">{words.say('loading.engine')}</main>}>
          {route.page === 'studio' ? <StudioPage /> : <EarningsPage route={route} go={go} />}
        </Suspense>
      </ErrorBoundary>
    </WordsContext>
  );
}
