/** The languages of the app. */
export type Language = 'en' | 'zh';

/** The language of a reader's browser. */
export function preferred(wanted: readonly string[]): Language {
  return wanted[0]?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
