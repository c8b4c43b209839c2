import { useSyncExternalStore } from 'react';
import type { Language } from '../model/language';
import type { Theme } from './App';
import { useWords } from './words';

interface Props {
  readonly page: 'earnings' | 'studio';
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly onLanguage: (language: Language) => void;
}

function watchNetwork(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}

/** The bar above every page. */
export function Header({ page, theme, onTheme, onLanguage }: Props) {
  const { say, language } = useWords();
  const link = (to: 'earnings' | 'studio') => (
    <a href={`#/${to}`} aria-current={page === to ? 'page' : undefined}>
      {say(to === 'earnings' ? 'nav.earnings' : 'nav.studio')}
    </a>
  );
  const isOnline = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="header">
      <button
        type="button"
        className="skip"
        onClick={() => { document.getElementById('content')?.querySelector<HTMLElement>('h1, h2')?.focus(); }}
      >
        {say('nav.skip')}
      </button>
      <span className="brand" translate="no">
        <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="currentColor" />
          <path d="M7 23h5v-6H7zM13.5 23h5V13h-5zM20 23h5V8h-5z" fill="var(--paper)" />
        </svg>
        <span>{say('app.name')}</span>
      </span>
      <nav aria-label={say('nav.label')}>
        {link('earnings')}
        {link('studio')}
      </nav>
      <span className="header-end">
        <span role="status">{!isOnline && <span className="offline" title={say('offline.hint')}>{say('offline.word')}</span>}</span>
        <button type="button" className="quiet" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => { onLanguage(language === 'zh' ? 'en' : 'zh'); }}>
          {say('language.switch')}
        </button>
        <button type="button" className="quiet icon" aria-label={say(`theme.${other}`)} title={say(`theme.${other}`)} onClick={() => { onTheme(other); }}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6">
            <circle cx="10" cy="10" r="6.5" />
            <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
          </svg>
        </button>
      </span>
    </header>
  );
}
