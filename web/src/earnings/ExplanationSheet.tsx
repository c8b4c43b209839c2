import { Dialog } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { Description, ExplanationNode, Target, WorkerSession } from 'tiercel/worker';
import { sentence, valueOf } from '../model/explanation';
import { useWords } from '../shell/words';
import { Reasons } from './Reasons';

/** What is asked: a number of a session. */
export interface Asked {
  readonly session: WorkerSession;
  readonly target: Target;
  readonly label: string;
}

interface Props {
  readonly asked: Asked | undefined;
  readonly description: Description;
  readonly onClose: () => void;
}

/** Through how many lines and columns the reasons come at once; what lies deeper is asked for when it is opened. */
const DEPTH = 2;

/** Why a number is what it is, in a sheet beside the page; on a phone, below. */
export function ExplanationSheet({ asked, description, onClose }: Props) {
  const { say } = useWords();
  const opener = useRef<Element | null>(null);
  return (
    <Dialog.Root open={asked !== undefined} onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="sheet"
          aria-describedby={undefined}
          onOpenAutoFocus={() => { opener.current = document.activeElement; }}
          onCloseAutoFocus={(event) => {
            // The number that was asked about has the focus again.
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
        >
          <div className="sheet-head">
            <Dialog.Title>{asked?.label}</Dialog.Title>
            <Dialog.Close className="quiet icon" aria-label={say('explain.close')}>
              <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8"><path d="m5 5 10 10M15 5 5 15" /></svg>
            </Dialog.Close>
          </div>
          {asked !== undefined && <Body asked={asked} description={description} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Body({ asked, description }: { readonly asked: Asked; readonly description: Description }) {
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
  const telling = { language, say, description };
  return (
    <div className="sheet-body">
      <p className="sheet-value">
        {valueOf(tree, telling)} {tree.currency !== undefined && <small>{tree.currency}</small>}
      </p>
      <p className="sentence">{sentence({ ...tree, label: tree.label.replace(/^PAYABLE\b/, say('statement.total')) }, telling)}</p>
      <Reasons nodes={tree.children} telling={telling} session={asked.session} />
    </div>
  );
}
