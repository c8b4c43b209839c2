import type { LineStatement, PlanPart, StatementDocument, Target } from 'tiercel/worker';
import type { Book } from '../model/book';
import { isNegative, money, valued } from '../model/decimal';
import type { MessageKey } from '../messages/en';
import { remarksOf } from '../model/preview';
import { useWords } from '../shell/words';
import { Attainment } from './Attainment';
import { Remark } from './Remark';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly statement: StatementDocument | undefined;
  readonly onWhy: (target: Target, label: string) => void;
}

/** The statement of a period. Every number is a button that says why. */
export function Statement({ book, period, statement, onWhy }: Props) {
  const { say } = useWords();
  const ask = (line: string, label: string) => { onWhy({ payee: book.payee, period, line }, label); };
  return (
    <>
      {statement === undefined && <p className="waiting" role="status">{say('loading.statement')}</p>}
      {statement?.plans.length === 0 && <p className="nothing"><b>{say('statement.none')}</b> {say('statement.none.hint')}</p>}
      {statement?.plans.map((part) => <Part key={part.plan} part={part} types={typesOf(book)} remarks={remarksOf(book, part.lines)} onWhy={ask} />)}
    </>
  );
}

/** The types of lines, by name. */
function typesOf(book: Book): ReadonlyMap<string, string> {
  return new Map(book.description.plans.flatMap((plan) => plan.lines).map((line) => [line.name, line.type]));
}

interface PartProps {
  readonly part: PlanPart;
  readonly types: ReadonlyMap<string, string>;
  readonly remarks: ReadonlyMap<string, MessageKey>;
  readonly onWhy: (line: string, label: string) => void;
}

function Part({ part, types, remarks, onWhy }: PartProps) {
  const { say, language } = useWords();
  const paid = part.lines.filter((line) => line.kind === 'pay');
  const others = part.lines.filter((line) => line.kind !== 'pay');
  const rates = others.filter((line) => types.get(line.line) === 'percent' && !line.failed);
  const total = money(part.payable, language);
  return (
    <>
      <div className="total">
        <span className="total-label">{say('statement.total')}</span>
        <button
          type="button"
          className={`total-figure ${isNegative(part.payable) ? 'negative' : ''}`}
          aria-label={say('statement.why', { label: say('statement.total'), value: `${total} ${part.currency}` })}
          onClick={() => { onWhy('PAYABLE', say('statement.total')); }}
        >
          {total} <small>{part.currency}</small>
        </button>
        <Remark of={remarks.get('PAYABLE')} />
      </div>
      {rates.map((line) => <Attainment key={line.line} line={line} onWhy={onWhy} />)}
      <Lines title={say('statement.paid')} lines={paid} remarks={remarks} onWhy={onWhy} />
      <Lines title={say('statement.measures')} lines={others} remarks={remarks} onWhy={onWhy} />
    </>
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly LineStatement[];
  readonly remarks: ReadonlyMap<string, MessageKey>;
  readonly onWhy: (line: string, label: string) => void;
}

function Lines({ title, lines, remarks, onWhy }: LinesProps) {
  const { say, language } = useWords();
  if (lines.length === 0) return null;
  return (
    <table className="lines">
      <caption>{title}</caption>
      <tbody>
        {lines.map((line) => {
          const value = line.failed ? line.value : valued(line.value, line.currency, language);
          return (
            <tr key={line.line}>
              <th scope="row">
                {line.label}
                {line.note !== '' && <small>{line.note}</small>}
                <Remark of={remarks.get(line.line)} />
              </th>
              <td>
                <button
                  type="button"
                  className={`figure ${isNegative(line.value) ? 'negative' : ''} ${line.failed ? 'failed' : ''}`}
                  aria-label={say('statement.why', { label: line.label, value: line.failed ? say('statement.failed') : `${value} ${line.currency ?? ''}`.trim() })}
                  onClick={() => { onWhy(line.line, line.label); }}
                >
                  {value}
                </button>
              </td>
              <td className="unit">{line.currency ?? ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
