import { written } from '../../model/decimal';
import { slider } from '../../model/pixels';
import type { BoundedParam } from '../../model/reach';
import { withParam, type RepChange } from '../../model/scenario';
import { useWords } from '../../shell/words';

interface Props {
  readonly params: readonly BoundedParam[];
  readonly changes: readonly RepChange[];
  readonly onChanges: (changes: readonly RepChange[]) => void;
}

/** The params that the plan lets be tried. */
export function Params({ params, changes, onChanges }: Props) {
  const { say } = useWords();
  if (params.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="params-title">
      <h2 id="params-title">{say('what-if.params')}</h2>
      {params.map((param) => (
        <Param
          key={param.name}
          param={param}
          set={changes.find((change) => change.kind === 'setParam' && change.name === param.name)}
          onValue={(value) => { onChanges(withParam(changes, param.name, value === param.value ? undefined : value)); }}
        />
      ))}
    </section>
  );
}

interface ParamProps {
  readonly param: BoundedParam;
  readonly set: RepChange | undefined;
  readonly onValue: (value: string) => void;
}

function Param({ param, set, onValue }: ParamProps) {
  const { say, language } = useWords();
  const value = set?.kind === 'setParam' ? set.value : param.value;
  const { low, high, step, at } = slider(value, param.between, param.step);
  const label = param.name.replaceAll('_', ' ');
  const shown = (text: string) => written(text, { language });
  const unit = param.value.includes('%') ? '%' : '';
  return (
    <div className="param">
      <label htmlFor={`param-${param.name}`}>
        {label}
        {param.note !== '' && <small>{param.note}</small>}
      </label>
      <input id={`param-${param.name}`} className="input" inputMode="decimal" value={value} aria-describedby={`bounds-${param.name}`} onChange={(event) => { onValue(event.target.value); }} />
      <input
        type="range"
        aria-label={say('what-if.slide', { label })}
        min={low}
        max={high}
        step={step}
        value={at}
        onChange={(event) => { onValue(event.target.value + unit); }}
      />
      <small id={`bounds-${param.name}`}>
        {say('what-if.bounds', { low: shown(param.between[0]), high: shown(param.between[1]) })}
        {set !== undefined && (
          <button type="button" className="quiet" onClick={() => { onValue(param.value); }}>{say('what-if.reset', { value: shown(param.value) })}</button>
        )}
      </small>
    </div>
  );
}
