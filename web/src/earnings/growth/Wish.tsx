import { useId } from 'react';
import { wishOf } from '../../model/growth';
import { useWords } from '../../shell/words';

interface Props {
  readonly goal: string;
  readonly onGoal: (goal: string) => void;
  readonly currency: string;
}

/** The field for the amount that is wished for. */
export function Wish({ goal, onGoal, currency }: Props) {
  const { say } = useWords();
  const id = useId();
  const isAmiss = goal.trim() !== '' && wishOf(goal) === undefined;
  return (
    <>
      <p className="goal-wish">
        <label htmlFor={id}>{say('goal.want')}</label>
        <input id={id} className="input" inputMode="decimal" autoComplete="off" value={goal} aria-invalid={isAmiss ? true : undefined} onChange={(event) => { onGoal(event.target.value); }} />
        <span>{currency}</span>
      </p>
      {isAmiss && <p className="failure" role="alert">{say('goal.amiss')}</p>}
    </>
  );
}
