import type { ExampleReport } from 'tiercel/worker';
import { useStudioWords } from '../words';

interface Props {
  readonly examples: readonly ExampleReport[];
  readonly onLine: (file: string, line: number) => void;
}

/** The plan's examples, run on every change. */
export function ExamplesPanel({ examples, onLine }: Props) {
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
    </div>
  );
}
