/** The language reference, cut into sections that can be searched. */
import type { Language } from '../model/language';

/** A section of a page. */
export interface Section {
  readonly page: string;
  readonly title: string;
  readonly text: string;
}

const pages = {
  en: import.meta.glob<string>('../../../docs/language/*.md', { query: '?raw', import: 'default' }),
  zh: import.meta.glob<string>('../../../docs/zh/*.md', { query: '?raw', import: 'default' }),
};

/** All sections of the reference in a language, page by page. */
export async function sections(language: Language): Promise<readonly Section[]> {
  const texts = await Promise.all(Object.values(pages[language]).map((page) => page()));
  return texts.flatMap((text) => {
    const page = /^# (.*)$/m.exec(text)?.[1] ?? '';
    return parts(text).map((part) => ({ page, title: /^##? (.*)/.exec(part)?.[1] ?? page, text: part }));
  });
}

/** A page, cut at its headings. A comment in a piece of a plan is no heading. */
export function parts(text: string): readonly string[] {
  const found: string[][] = [];
  let isCode = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    const own = found.at(-1);
    if (own === undefined || (!isCode && /^##? /.test(line))) found.push([line]);
    else own.push(line);
  }
  return found.map((lines) => lines.join('\n'));
}

/** The sections that have every word of a search: first those whose titles have one. */
export function found(all: readonly Section[], search: string): readonly Section[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const has = (text: string) => (word: string) => text.toLowerCase().includes(word);
  const matching = all.filter((section) => words.every(has(section.text)));
  const [titled, others] = [matching.filter((one) => words.some(has(one.title))), matching.filter((one) => !words.some(has(one.title)))];
  return [...titled, ...others];
}
