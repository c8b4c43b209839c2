import { useState, type DragEvent, type ReactNode } from 'react';
import { filesIn } from '../model/dropped';
import { useWords } from './words';

const INPUT = 'files';

interface Props {
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** Opens the browser's own dialog for files, as if they were dropped. */
export function chooseFiles(): void {
  document.getElementById(INPUT)?.click();
}

/** A page on which files can be dropped. */
export function FileDrop({ onFiles, children }: Props) {
  const { say } = useWords();
  const [isOver, setIsOver] = useState(false);
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return (
    <div
      className="drop"
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        const plain = [...event.dataTransfer.files];
        // What can't be looked into is opened as it is, which says what is wrong with it.
        void filesIn(event.dataTransfer).catch(() => plain).then(onFiles);
      }}
    >
      {children}
      <input
        id={INPUT}
        type="file"
        multiple
        hidden
        aria-label={say('open.files')}
        accept=".plan,.csv,.tsv,.txt,.xlsx,.json"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {isOver && <div className="drop-over" aria-hidden="true">{say('open.drop')}</div>}
    </div>
  );
}
