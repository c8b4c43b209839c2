import type { ProblemMessage } from 'tiercel/worker';

/** Why a question has no answer. */
export function Refused({ problems }: { readonly problems: readonly ProblemMessage[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="problems" role="alert">
      {problems.slice(0, 5).map((problem, index) => (
        <li key={index}>
          <b>{[problem.file, problem.column].filter(Boolean).join(', ')}</b>
          <span>{problem.message}</span>
          {problem.help !== '' && <small>{problem.help}</small>}
        </li>
      ))}
    </ul>
  );
}
