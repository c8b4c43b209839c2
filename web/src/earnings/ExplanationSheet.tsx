import { useEffect, useState } from 'react';
import type { ExplanationNode, Target, WorkerSession } from 'tiercel/worker';
import type { Standing } from '../model/book';
import { sentence, valueOf } from '../model/explanation';
import type { Rows } from '../model/rows';
import { Sheet } from '../shell/Sheet';
import { useWords } from '../shell/words';
import { Reasons } from './Reasons';
import { MissingRow } from './why-not/MissingRow';

/** What is asked: a number of a session. */
export interface Asked {
  readonly session: WorkerSession;
  readonly target: Target;
  readonly label: string;
}

interface Props {
  readonly asked: Asked | undefined;
  /** The rows that can be asked about. */
  readonly book: Rows & { readonly standing?: Standing | undefined };
  readonly onClose: () => void;
}

/** Through how many lines and columns the reasons come at once; what lies deeper is asked for when it is opened. */
const DEPTH = 2;

/** Why a number is what it is, in a sheet beside the page. */
export function ExplanationSheet({ asked, book, onClose }: Props) {
  return (
    <Sheet isOpen={asked !== undefined} title={asked?.label ?? ''} onClose={onClose}>
      {asked !== undefined && <Body asked={asked} book={book} />}
    </Sheet>
  );
}

function Body({ asked, book }: Omit<Props, 'asked' | 'onClose'> & { readonly asked: Asked }) {
  const { say, language } = useWords();
  const [came, setCame] = useState<{ readonly asked: Asked; readonly tree: ExplanationNode | string } | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    const show = (tree: ExplanationNode | string) => {
      if (!abort.signal.aborted) setCame({ asked, tree });
    };
    asked.session.explain(asked.target, DEPTH, { signal: abort.signal }).then(
      (answer) => { show(answer.ok ? answer.explanation : answer.problems.map((problem) => problem.message).join('; ')); },
      (error: unknown) => { show(error instanceof Error ? error.message : String(error)); },
    );
    return () => { abort.abort(); };
  }, [asked]);
  if (came?.asked !== asked) return <p className="waiting" role="status">{say('explain.loading')}</p>;
  const { tree } = came;
  if (typeof tree === 'string') return <p className="failure" role="alert">{tree}</p>;
  const telling = { language, say, description: book.description, isSlice: book.standing !== undefined };
  return (
    <div className="sheet-body">
      <p className="sheet-value">
        {valueOf(tree, telling)} {tree.currency !== undefined && <small>{tree.currency}</small>}
      </p>
      <p className="sentence">{sentence({ ...tree, label: tree.label.replace(/^PAYABLE\b/, say('statement.total')) }, telling)}</p>
      <Reasons nodes={tree.children} telling={telling} session={asked.session} />
      <MissingRow asked={asked} book={book} />
    </div>
  );
}
