import type { Book } from '../model/book';
import { dayName } from '../model/periods';
import { useWords } from '../shell/words';

/** Says plainly that this is a preview: of which plan, which text of it, and which data. */
export function PreviewStrip({ book }: { readonly book: Book }) {
  const { say, language } = useWords();
  return (
    <p className="preview">
      <b>{say('preview.word')}</b>
      <span>{book.description.plans.map((plan) => plan.name).join(', ')}</span>
      <span title={book.digest}>{say('preview.digest', { digest: book.digest.slice(0, 8) })}</span>
      <span>{say('preview.until', { day: dayName(book.until, language) })}</span>
      <small>{say(book.standing?.hasTotals === true ? 'preview.note-totals' : 'preview.note')}</small>
    </p>
  );
}
