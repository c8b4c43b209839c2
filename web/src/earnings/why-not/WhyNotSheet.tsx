import { useEffect, useState } from 'react';
import type { Description, EligibilityEntry, RowKey, WorkerSession } from 'tiercel/worker';
import { fateSentence } from '../../model/eligibility';
import { periodName } from '../../model/periods';
import { Sheet } from '../../shell/Sheet';
import { useWords } from '../../shell/words';
import { Fate } from './Fate';

/** What is asked: a row, and the figure that it may be in. */
export interface AskedRow {
  readonly session: WorkerSession;
  readonly payee: string;
  readonly period: string;
  readonly line: string;
  readonly row: RowKey;
}

interface Props {
  readonly asked: AskedRow | undefined;
  readonly description: Description;
  readonly onClose: () => void;
}

/** What a row counts for, and what keeps it out of the other figures. */
export function WhyNotSheet({ asked, description, onClose }: Props) {
  return (
    <Sheet isOpen={asked !== undefined} title={asked?.row.key ?? ''} onClose={onClose}>
      {asked !== undefined && <Body asked={asked} description={description} />}
    </Sheet>
  );
}

function Body({ asked, description }: { readonly asked: AskedRow; readonly description: Description }) {
  return (
    <div className="sheet-body">
      <RowFate asked={asked} description={description} />
    </div>
  );
}

/** The same without a sheet around it. */
export function RowFate({ asked, description }: { readonly asked: AskedRow; readonly description: Description }) {
  const { say, language } = useWords();
  const [came, setCame] = useState<{ readonly asked: AskedRow; readonly found: readonly EligibilityEntry[] | string } | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    const show = (found: readonly EligibilityEntry[] | string) => {
      if (!abort.signal.aborted) setCame({ asked, found });
    };
    const { session, payee, period, line, row } = asked;
    session.eligibility({ payee, period, line }, row, { signal: abort.signal }).then(
      (answer) => { show(answer.ok ? answer.entries : answer.problems.map((problem) => problem.message).join('; ')); },
      (error: unknown) => { show(error instanceof Error ? error.message : String(error)); },
    );
    return () => { abort.abort(); };
  }, [asked]);
  if (came?.asked !== asked) return <p className="waiting" role="status">{say('explain.loading')}</p>;
  const { found } = came;
  if (typeof found === 'string') return <p className="failure" role="alert">{found}</p>;
  const telling = { language, say, description };
  return (
    <>
      <p className="sentence" role="status">{fateSentence(found, asked.row.key, periodName(asked.period, language), telling)}</p>
      <ul className="fates">
        {found.map((entry, index) => <Fate key={index} entry={entry} row={asked.row} telling={telling} session={asked.session} />)}
      </ul>
    </>
  );
}
