import type { CurvePointResult, CurveResult } from 'tiercel/worker';
import { money } from '../../model/decimal';
import { useWords } from '../../shell/words';

interface Props {
  readonly curve: CurveResult;
  /** What moves, as a heading. */
  readonly input: string;
  readonly currency: string;
  readonly shown: (input: string) => string;
  /** A further column. */
  readonly more?: { readonly heading: string; readonly of: (point: CurvePointResult) => string };
}

/** The points of a curve as a table. */
export function Points({ curve, input, currency, shown, more }: Props) {
  const { say, language } = useWords();
  return (
    <details className="points">
      <summary className="reason"><span className="reason-name">{say('growth.table')}</span></summary>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{input}</th>
            <th scope="col">{say('growth.paid', { currency })}</th>
            {more !== undefined && <th scope="col">{more.heading}</th>}
          </tr>
        </thead>
        <tbody>
          {curve.points.map((point) => (
            <tr key={point.input}>
              <th scope="row">{shown(point.input)}</th>
              <td>{point.below === null ? money(point.value, language) : say('growth.from-to', { below: money(point.below, language), value: money(point.value, language) })}</td>
              {more !== undefined && <td>{more.of(point)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
