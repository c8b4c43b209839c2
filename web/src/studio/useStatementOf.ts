/** The statement of a payee in a period of a run. */
import { useEffect, useState } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import type { Run } from './useRun';

/** The statement; while another is computed, the one before stays. */
export function useStatementOf(run: Run | undefined, payee: string, period: string): StatementDocument | undefined {
  const [statement, setStatement] = useState<StatementDocument | undefined>(undefined);
  useEffect(() => {
    if (run === undefined) return undefined;
    const abort = new AbortController();
    run.session.statement(payee, period, { signal: abort.signal }).then(
      (answer) => { if (answer.ok) setStatement(answer.statement); },
      () => undefined,
    );
    return () => { abort.abort(); };
  }, [run, payee, period]);
  return statement;
}
