import { useId } from 'react';
import type { Column } from '../../model/rows';
import { useWords } from '../../shell/words';

interface Props {
  readonly column: Column;
  readonly value: string;
  readonly isChanged: boolean;
  readonly isMissing: boolean;
  readonly onValue: (value: string) => void;
}

/** A cell of a row, with the control that its type asks for. */
export function Field({ column, value, isChanged, isMissing, onValue }: Props) {
  const { say } = useWords();
  const id = useId();
  const shared = { id, className: 'input', value, 'aria-invalid': isMissing || undefined, onChange: (event: { target: { value: string } }) => { onValue(event.target.value); } };
  const control = () => {
    const { field } = column;
    switch (field.kind) {
      case 'choice':
        return <select {...shared}>{[...(column.isOptional ? [''] : []), ...field.choices].map((choice) => <option key={choice}>{choice}</option>)}</select>;
      case 'yes-no':
        return (
          <select {...shared}>
            <option value="true">{say('what-if.yes')}</option>
            <option value="false">{say('what-if.no')}</option>
          </select>
        );
      case 'date':
        return <input {...shared} type="date" />;
      case 'month':
        return <input {...shared} type="month" />;
      case 'number':
        return <input {...shared} type="text" inputMode="decimal" autoComplete="off" />;
      case 'text':
        return <input {...shared} type="text" autoComplete="off" readOnly={column.isKey} />;
      default:
        throw new Error(String(field satisfies never));
    }
  };
  return (
    <div className={`field ${isChanged ? 'changed' : ''}`}>
      <label htmlFor={id}>{column.name.replaceAll('_', ' ')}</label>
      {control()}
    </div>
  );
}
