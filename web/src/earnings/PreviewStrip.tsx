import type { StatementDocument } from 'tiercel/worker';
import type { Book } from '../model/book';
import { dayName } from '../model/periods';
import { useWords } from '../shell/words';

interface Props {
  readonly book: Book;
  readonly statement: StatementDocument | undefined;
}

/** Says plainly that this is a preview: of the plans that pay the reader, which text of them, and which data. */
export function PreviewStrip({ book, statement }: Props) {
  const { say, language } = useWords();
  const paying = statement?.plans.map((part) => part.plan) ?? [];
  // Until that is known, and where none pays: the reader's plan comes first.
  const plans = paying.length > 0 ? paying : book.description.plans.slice(0, 1).map((plan) => plan.name);
  return (
    <p className="preview">
      <b>{say('preview.word')}</b>
      <span>{plans.join(', ')}</span>
      <span title={book.digest}>{say('preview.digest', { digest: book.digest.slice(0, 8) })}</span>
      <span>{say('preview.until', { day: dayName(book.until, language) })}</span>
      <small>{say(book.standing?.hasTotals === true ? 'preview.note-totals' : 'preview.note')}</small>
    </p>
  );
}
