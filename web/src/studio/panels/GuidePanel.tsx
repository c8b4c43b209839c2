import { useWords } from '../../shell/words';
import type { Reading } from '../assistant';
import { STEPS, TOLD, type Step } from '../guide';
import { useStudioWords } from '../words';

interface Props {
  /** Whether the plan in the editor is the guide's. */
  readonly isBegun: boolean;
  readonly reading: Reading | undefined;
  readonly onBegin: () => void;
  readonly onWrite: (step: Step) => void;
}

/** A first plan in six steps: each is done when the plan has it, written by hand or by the button. */
export function GuidePanel({ isBegun, reading, onBegin, onWrite }: Props) {
  const say = useStudioWords();
  const { language } = useWords();
  if (!isBegun || reading === undefined) {
    return (
      <div className="guide">
        <h2>{say('guide.title')}</h2>
        <p>{say('guide.intro')}</p>
        <button type="button" className="button primary" onClick={onBegin}>{say('guide.begin')}</button>
      </div>
    );
  }
  const done = STEPS.map((step) => step.isDone(reading));
  const now = done.indexOf(false);
  return (
    <div className="guide">
      <h2>{say('guide.title')}</h2>
      <p className="hint" role="status">{now < 0 ? say('guide.done') : say('guide.at', { step: now + 1, all: STEPS.length })}</p>
      <ol>
        {STEPS.map((step, at) => (
          <li key={step.key} className={done[at] === true ? 'passed' : ''} aria-current={at === now ? 'step' : undefined}>
            <h3><span aria-hidden="true">{done[at] === true ? '✓' : at + 1}</span> {TOLD[language][step.key].title}</h3>
            {at === now && (
              <>
                <p>{TOLD[language][step.key].why}</p>
                <pre><code>{step.text}</code></pre>
                <button type="button" className="button primary" onClick={() => { onWrite(step); }}>{say('guide.write')}</button>
              </>
            )}
          </li>
        ))}
      </ol>
      {now < 0 && <p>{say('guide.next')}</p>}
    </div>
  );
}
