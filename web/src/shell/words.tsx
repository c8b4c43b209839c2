/** The reader's language, and the wording in it. */
import { createContext, useContext } from 'react';
import { en, type MessageKey } from '../messages/en';
import { zh } from '../messages/zh';
import type { Language } from '../model/language';

/** Says a message with values put in. */
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** The wording of a language. */
export function sayIn(language: Language): Say {
  const catalogue: Readonly<Record<MessageKey, string>> = language === 'zh' ? zh : en;
  return (key, values = {}) =>
    catalogue[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : String(values[name])));
}

interface Words {
  readonly language: Language;
  readonly say: Say;
}

/** What components read; see {@link useWords}. */
export const WordsContext = createContext<Words>({ language: 'en', say: sayIn('en') });

/** The reader's language and its wording. */
export function useWords(): Words {
  return useContext(WordsContext);
}
