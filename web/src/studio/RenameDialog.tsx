import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { useStudioWords } from './words';

/** A name that is to be another. */
export interface Renaming {
  readonly offset: number;
  readonly name: string;
  /** Why it can't have the name that was tried. */
  readonly refused?: string;
}

interface Props {
  readonly renaming: Renaming | undefined;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

/** Asks for another name. */
export function RenameDialog({ renaming, onName, onClose }: Props) {
  const say = useStudioWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={renaming !== undefined} onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title>{say('rename.title', { name: renaming?.name ?? '' })}</Dialog.Title>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onName(input.current?.value ?? '');
            }}
          >
            <label>{say('rename.name')} <input className="input" ref={input} defaultValue={renaming?.name} autoFocus onFocus={(event) => { event.target.select(); }} /></label>
            {renaming?.refused !== undefined && <p className="failure" role="alert">{renaming.refused}</p>}
            <div className="actions">
              <button type="submit" className="button primary">{say('rename.do')}</button>
              <button type="button" className="button" onClick={onClose}>{say('cancel')}</button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
