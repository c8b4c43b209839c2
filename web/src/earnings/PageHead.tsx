import type { Person } from '../model/book';
import { chooseFiles } from '../shell/FileDrop';
import { useWords } from '../shell/words';

interface Props {
  readonly person: Person;
  readonly persons: readonly Person[];
  readonly onDemo: (() => void) | undefined;
  readonly onPerson: (payee: string) => void;
}

/** Whose page it is, and how to see another. */
export function PageHead({ person, persons, onDemo, onPerson }: Props) {
  const { say } = useWords();
  return (
    <div className="page-head">
      <h1 tabIndex={-1}>{person.name}</h1>
      <span className="page-tools">
        {persons.length > 1 && (
          <select aria-label={say('person.label')} value={person.payee} onChange={(event) => { onPerson(event.target.value); }}>
            {persons.map((one) => <option key={one.payee} value={one.payee}>{one.name}</option>)}
          </select>
        )}
        {onDemo !== undefined && <button type="button" className="button" onClick={onDemo}>{say('open.demo')}</button>}
        <button type="button" className="button" onClick={chooseFiles}>{say('open.files')}</button>
      </span>
    </div>
  );
}
