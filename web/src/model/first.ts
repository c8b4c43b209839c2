/** The demo's first book of a visit, opened while the app's own script is on its way. */
import { open, type Opened } from './book';
import { filesOf, people } from './demo';
import type { Language } from './language';

/** Whose book is opened, in which language, at which period. */
export interface First {
  readonly payee: string | undefined;
  readonly period: string | undefined;
  readonly language: Language;
}

let begun: (First & { readonly opened: Promise<Opened> }) | undefined;

/** Opens the book of one of the demo's people; of the first one where nobody is named. */
export async function openDemo({ payee, period, language }: First): Promise<Opened> {
  const all = await people();
  const person = all.find((one) => one.payee === payee) ?? all[0];
  if (person === undefined) throw new Error('demo/index.json names nobody');
  return open(await filesOf(person), language, period);
}

/** Begins to open a book. Whoever takes it hears what went wrong. */
export function begin(first: First): void {
  const opened = openDemo(first);
  opened.catch(() => undefined);
  begun = { ...first, opened };
}

/** The book that was begun, if it is this one; it is given once, as whoever has it frees it. */
export function taken({ payee, language }: First): Promise<Opened> | undefined {
  const found = begun?.payee === payee && begun?.language === language ? begun?.opened : undefined;
  begun = undefined;
  return found;
}
