import { remembered } from './memory';

/** The languages of the app. */
export type Language = 'en' | 'zh';

/** The language of a reader's browser. */
export function preferred(wanted: readonly string[]): Language {
  return wanted[0]?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}

/** The language that the page begins in: the one of the last visit, else the browser's. */
export function firstLanguage(): Language {
  const kept = remembered('language');
  return kept === 'en' || kept === 'zh' ? kept : preferred(navigator.languages);
}
