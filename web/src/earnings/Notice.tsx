import { LARGEST } from '../model/book';
import { chooseFiles } from '../shell/FileDrop';
import { useWords } from '../shell/words';
import type { BookState } from './useBook';

interface Props {
  readonly state: Exclude<BookState, { kind: 'loading' } | { kind: 'ready' }>;
  /** Whether it is the demo that was to be opened. */
  readonly isDemo: boolean;
  readonly onDemo: () => void;
}

const SHOWN = 12;

/** Why there is nothing to show, and what can be done. */
export function Notice({ state, isDemo, onDemo }: Props) {
  const { say } = useWords();
  return (
    <main className="notice" id="content">
      <div role="alert">
        <Reason state={state} />
      </div>
      <p className="hint">{say('open.hint')}</p>
      <p className="actions">
        <button type="button" className="button primary" onClick={chooseFiles}>{say('open.files')}</button>
        <button type="button" className="button" onClick={onDemo}>{say(isDemo ? 'error.again' : 'open.demo')}</button>
      </p>
    </main>
  );
}

function Reason({ state }: Pick<Props, 'state'>) {
  const { say } = useWords();
  switch (state.kind) {
    case 'no-demo':
      return <><h1>{say('open.drop')}</h1><p>{say('error.demo')}</p></>;
    case 'no-plan':
      return <><h1>{say('error.open')}</h1><p>{say('error.no-plan')}</p></>;
    case 'several-plans':
      return <><h1>{say('error.open')}</h1><p>{say('error.several-plans')}</p></>;
    case 'no-scenario':
      return <><h1>{say('error.open')}</h1><p>{say('error.no-scenario')}</p></>;
    case 'failed':
      break;
    default:
      throw new Error(String(state satisfies never));
  }
  const { failure } = state;
  switch (failure.kind) {
    case 'empty':
      return <><h1>{say('error.empty')}</h1><p>{say('error.empty.hint')}</p></>;
    case 'too-large': {
      const size = Math.ceil(failure.bytes / 1024 / 1024);
      return <><h1>{say('error.large')}</h1><p>{say('error.large.hint', { size, limit: LARGEST / 1024 / 1024 })}</p></>;
    }
    case 'unreadable':
      return <><h1>{say('error.open')}</h1><p>{say('error.unreadable', { file: failure.file })}</p></>;
    case 'failed':
      return <><h1>{say('error.start')}</h1><p>{say('error.start.hint')}</p><p><small lang="en">{failure.message}</small></p></>;
    case 'problems':
      return (
        <>
          <h1>{say('error.open')}</h1>
          <ul className="problems">
            {failure.problems.slice(0, SHOWN).map((problem, index) => (
              <li key={index}>
                <b>{place(problem.file, problem.row, problem.column, say)}</b>
                <span>{problem.message}</span>
                {problem.help !== '' && <small>{problem.help}</small>}
              </li>
            ))}
            {failure.problems.length > SHOWN && <li>{say('error.more', { count: failure.problems.length - SHOWN })}</li>}
          </ul>
        </>
      );
    case 'diagnostics':
      return (
        <>
          <h1>{say('error.open')}</h1>
          <ul className="problems">
            {failure.diagnostics.slice(0, SHOWN).map((one, index) => (
              <li key={index}>
                <b>{place(one.file, one.line, null, say)}</b>
                <span>{one.message}</span>
                {one.help !== '' && <small>{one.help}</small>}
              </li>
            ))}
            {failure.diagnostics.length > SHOWN && <li>{say('error.more', { count: failure.diagnostics.length - SHOWN })}</li>}
          </ul>
        </>
      );
    default:
      throw new Error(String(failure satisfies never));
  }
}

function place(file: string, row: number | null, column: string | null, say: ReturnType<typeof useWords>['say']): string {
  if (row === null) return file;
  return column === null ? say('problem.place', { file, row }) : say('problem.column', { file, row, column });
}
