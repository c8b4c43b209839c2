import type { ExampleReport } from 'tiercel/worker';
import type { Covered } from '../useReading';
import { useStudioWords } from '../words';

interface Props {
  readonly examples: readonly ExampleReport[];
  readonly covered: Covered | undefined;
  readonly onLine: (file: string, line: number) => void;
  readonly onPlace: (file: string, offset: number) => void;
}

/** The plan's examples, run on every change. */
export function ExamplesPanel({ examples, covered, onLine, onPlace }: Props) {
  const say = useStudioWords();
  if (examples.length === 0) return <p className="nothing">{say('examples.none')}</p>;
  return (
    <div className="examples-panel">
      <p className="hint" role="status">{say('examples.counts', { passed: examples.filter((one) => one.passed).length, all: examples.length })}</p>
      <ul>
        {examples.map((example) => (
          <li key={`${example.file} ${String(example.line)}`} className={example.passed ? 'passed' : 'failed'}>
            <button type="button" className="quiet" onClick={() => { onLine(example.file, example.line); }}>
              <span aria-hidden="true">{example.passed ? '✓' : '✗'}</span> {example.name}
            </button>
            {example.problems.map((problem) => <p key={problem} className="failure">{problem}</p>)}
            <ul>
              {example.expectations.filter((one) => !one.passed).map((one) => (
                <li key={one.line}>
                  <button type="button" className="quiet" onClick={() => { onLine(example.file, one.line); }}>
                    <code>{one.text}</code> <small>{say('examples.expected', { expected: one.expected, got: one.got })}</small>
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {covered !== undefined && covered.report.all > 0 && <Coverage covered={covered} onPlace={onPlace} />}
    </div>
  );
}

/** What the examples leave untouched. */
function Coverage({ covered, onPlace }: { readonly covered: Covered; readonly onPlace: Props['onPlace'] }) {
  const say = useStudioWords();
  const { all, untouched } = covered.report;
  const text = (file: string, start: number, end: number) => covered.files.find((one) => one.name === file)?.text.slice(start, end).replaceAll(/\s+/g, ' ') ?? '';
  return (
    <section className="coverage" aria-labelledby="coverage-title">
      <h2 id="coverage-title">{say('coverage')}</h2>
      <p className="hint">{say(untouched.length === 0 ? 'coverage.whole' : 'coverage.part', { touched: all - untouched.length, all })}</p>
      <ul>
        {untouched.map((one) => (
          <li key={`${one.file} ${String(one.start)}`}>
            <button type="button" className="quiet" onClick={() => { onPlace(one.file, one.start); }}>
              <small>{say(`coverage.${one.kind}`)}</small> <code>{text(one.file, one.start, one.end)}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
