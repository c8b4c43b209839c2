/** The reader's language, and the wording in it. */
import { createContext, useContext } from 'react';
import { en, type MessageKey } from '../messages/en';
import { zh } from '../messages/zh';
import type { Language } from '../model/language';

/** Says a message with values put in. */
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** Says the messages of a catalogue. */
export function sayFrom<Key extends string>(catalogue: Readonly<Record<Key, string>>) {
  return (key: Key, values: Readonly<Record<string, string | number>> = {}): string =>
    catalogue[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : String(values[name])));
}

/** The wording of a language. */
export function sayIn(language: Language): Say {
  return sayFrom<MessageKey>(language === 'zh' ? zh : en);
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
