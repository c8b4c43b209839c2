import type { ExplanationNode } from 'tiercel/worker';
import { valued } from '../model/decimal';
import { sliceOf, type Telling } from '../model/explanation';
import { longestOf, share } from '../model/pixels';

interface Props {
  readonly nodes: readonly ExplanationNode[];
  readonly telling: Telling;
}

/** The slices of a tier table: how much lies in each, at which rate, and what it makes, as bars. */
export function Slices({ nodes, telling: { say, language } }: Props) {
  const slices = nodes.flatMap((node) => sliceOf(node) ?? []);
  const longest = longestOf(slices.map((slice) => slice.value));
  return (
    <table className="slices">
      <caption>{say('explain.tiers')}</caption>
      <tbody>
        {slices.map((slice, index) => (
          <tr key={index}>
            <th scope="row">
              {valued(slice.from, slice.currency, language)} – {valued(slice.to, slice.currency, language)}
              <span className="slice-bar" aria-hidden="true"><span style={{ inlineSize: `${String(share(slice.value, longest))}%` }} /></span>
            </th>
            <td className="slice-rate">{slice.rate}</td>
            <td className="slice-value">{valued(slice.value, slice.currency, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
