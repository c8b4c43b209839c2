import { Dialog, Tabs } from 'radix-ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Description, Edit, PlanFile, StatementDocument } from 'tiercel/worker';
import { readFiles } from '../model/dropped';
import { chooseFiles, FileDrop } from '../shell/FileDrop';
import { useWords } from '../shell/words';
import { PlanEditor, type EditorHandle, type Service } from './editor/PlanEditor';
import { exampleOf } from './example';
import { ComparePanel } from './panels/ComparePanel';
import { DataPanel } from './panels/DataPanel';
import { ExamplesPanel } from './panels/ExamplesPanel';
import { OutlinePanel } from './panels/OutlinePanel';
import { PicturePanel } from './panels/PicturePanel';
import { RatesPanel } from './panels/RatesPanel';
import { ReferencePanel } from './panels/ReferencePanel';
import { ResultsPanel, type Choice } from './panels/ResultsPanel';
import { download } from './rows';

import { useReading } from './useReading';
import { useRun } from './useRun';
import './studio.css';
import { keep, kept, ofFiles, template, templates, type Template, type Workshop } from './workshop';
import { useStudioWords } from './words';

/** The template that a first visit opens. */
const FIRST = 'saas-account-executives';

/** The plan studio: the text, and beside it what it comes to. */
export function StudioPage() {
  const say = useStudioWords();
  const [all, setAll] = useState<readonly Template[]>([]);
  const [workshop, setWorkshop] = useState(kept);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    const failed = (error: unknown) => { if (!abort.signal.aborted) setFailure(error instanceof Error ? error.message : String(error)); };
    templates(abort.signal).then(setAll, failed);
    if (kept() === undefined) template(FIRST, abort.signal).then((found) => { setWorkshop((now) => now ?? found); }, failed);
    return () => { abort.abort(); };
  }, []);
  useEffect(() => {
    if (workshop !== undefined) keep(workshop);
  }, [workshop]);
  if (workshop === undefined) {
    return (
      <main className="notice" id="content" aria-busy={failure === undefined}>
        {failure === undefined ? say('loading') : <p className="failure" role="alert">{failure}</p>}
      </main>
    );
  }
  return <Workbench workshop={workshop} onWorkshop={setWorkshop} all={all} />;
}

interface Props {
  readonly workshop: Workshop;
  readonly onWorkshop: (next: Workshop) => void;
  readonly all: readonly Template[];
}

interface Renaming {
  readonly offset: number;
  readonly name: string;
  readonly refused?: string;
}

function Workbench({ workshop, onWorkshop, all }: Props) {
  const say = useStudioWords();
  const { language } = useWords();
  const [file, setFile] = useState(0);
  const [choice, setChoice] = useState<Choice>({ payee: undefined, period: undefined });
  const [tab, setTab] = useState('results');
  const [renaming, setRenaming] = useState<Renaming | undefined>(undefined);
  const [isSaved, setIsSaved] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const { files, tables, saved } = workshop;
  const shown = Math.min(file, files.length - 1);
  const { assistant, reading } = useReading(files, shown, language);
  const state = useRun(files, tables, language);
  const before = useRun(tab === 'compare' ? saved : files, tables, language);
  const [description, setDescription] = useState<Description | undefined>(undefined);
  const found = state.kind === 'ready' ? state.run.description : state.kind === 'problems' ? state.description : undefined;
  if (found !== undefined && found !== description) setDescription(found);

  const setFiles = useCallback((next: readonly PlanFile[]) => { onWorkshop({ ...workshop, files: next }); }, [workshop, onWorkshop]);
  const withText = (text: string) => files.map((one, index) => (index === shown ? { ...one, text } : one));
  const goTo = (name: string, offset: number) => {
    const index = files.findIndex((one) => one.name === name);
    if (index < 0) return;
    setFile(index);
    setTimeout(() => { editor.current?.goTo(offset); }, index === shown ? 0 : 60);
  };
  const goToLine = (name: string, line: number) => {
    const text = files.find((one) => one.name === name)?.text ?? '';
    goTo(name, text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0));
  };
  const goToName = (name: string) => {
    void assistant.outline(files).then((items) => {
      const found = items.find((item) => item.name === name);
      if (found !== undefined) goTo(found.file, found.start);
    });
  };
  /** Edits may lie in several files; those of the file shown go through its editor, so that undo takes them back. */
  const apply = (edits: readonly Edit[]) => {
    const [own, others] = [edits.filter((edit) => edit.file === files[shown]?.name), edits.filter((edit) => edit.file !== files[shown]?.name)];
    if (others.length > 0) setFiles(files.map((one) => ({ ...one, text: edited(one.text, others.filter((edit) => edit.file === one.name)) })));
    editor.current?.apply(own);
  };
  const save = () => {
    onWorkshop({ ...workshop, saved: files });
    setIsSaved(true);
    setTimeout(() => { setIsSaved(false); }, 2500);
  };
  const at = (text: string) => (text === files[shown]?.text ? files : withText(text));
  const service: Service = {
    complete: (text, offset) => assistant.complete(at(text), shown, offset),
    hover: (text, offset) => assistant.hover(at(text), shown, offset),
    define: (text, offset) => {
      void assistant.definition(at(text), shown, offset).then(([place]) => { if (place !== undefined) goTo(place.file, place.start); });
    },
    rename: (text, offset) => {
      const [word = ''] = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, offset)) ?? [];
      const [rest = ''] = /^[\p{L}\p{N}_]*/u.exec(text.slice(offset)) ?? [];
      if (word + rest !== '') setRenaming({ offset, name: word + rest });
    },
    format: () => { void assistant.format(files[shown]?.text ?? '').then((text) => { editor.current?.replace(text); }); },
    save,
  };
  const rename = async (name: string) => {
    if (renaming === undefined) return;
    const answer = await assistant.rename(files, shown, renaming.offset, name);
    if (answer.ok) {
      apply(answer.edits);
      setRenaming(undefined);
    } else {
      setRenaming({ ...renaming, refused: answer.reason });
    }
  };
  /** The example goes behind the plan, which is the first file, and is looked at. */
  const makeExample = async (statement: StatementDocument) => {
    const [plan] = files;
    if (description === undefined || plan === undefined) return;
    const text = await assistant.format(`${plan.text.trimEnd()}\n\n${exampleOf(statement, description, tables)}\n`);
    if (shown === 0) editor.current?.replace(text);
    else setFiles(files.map((one, index) => (index === 0 ? { ...one, text } : one)));
    setTab('examples');
    goTo(plan.name, text.lastIndexOf('\nexample ') + 1);
  };
  const openTemplate = async (id: string) => {
    const isTouched = files !== saved && files.some((one, index) => one.text !== saved[index]?.text);
    if (isTouched && !confirm(say('template.replace'))) return;
    setFile(0);
    onWorkshop(await template(id));
  };
  const openFiles = async (dropped: readonly File[]) => {
    setFile(0);
    onWorkshop(ofFiles((await readFiles(dropped)).texts, workshop));
  };

  return (
    <FileDrop onFiles={(dropped) => void openFiles(dropped)}>
      <main className="studio" id="content">
        <div className="studio-bar">
          <h1 tabIndex={-1} className="unseen">{say('title')}</h1>
          <select aria-label={say('template')} value="" onChange={(event) => void openTemplate(event.target.value)}>
            <option value="" disabled>{say('template.none')}</option>
            {all.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
          </select>
          {files.length > 1 && (
            <select aria-label={say('file')} value={shown} onChange={(event) => { setFile(files.findIndex((_, index) => String(index) === event.target.value)); }}>
              {files.map((one, index) => <option key={one.name} value={index}>{one.name}</option>)}
            </select>
          )}
          <span className="studio-tools">
            <button type="button" className="quiet" onClick={() => { editor.current?.undo(); }}>{say('undo')}</button>
            <button type="button" className="quiet" onClick={() => { editor.current?.redo(); }}>{say('redo')}</button>
            <button type="button" className="quiet" onClick={service.format}>{say('format')}</button>
            <button type="button" className="quiet" onClick={save}>{say('save')}</button>
            <button type="button" className="quiet" onClick={() => { download(files[shown]?.name ?? 'plan.plan', files[shown]?.text ?? ''); }}>{say('download')}</button>
            <button type="button" className="quiet" onClick={chooseFiles}>{say('open')}</button>
          </span>
          <Status reading={reading} note={isSaved ? say('saved') : undefined} onPlace={goTo} />
        </div>
        <div className="studio-body">
          <section className="studio-text" aria-label={files[shown]?.name}>
            <PlanEditor
              key={`${files[shown]?.name ?? ''} ${String(shown)}`}
              ref={editor}
              label={files[shown]?.name ?? ''}
              text={files[shown]?.text ?? ''}
              file={shown}
              reading={reading}
              service={service}
              onText={(text) => { setFiles(withText(text)); }}
              onFix={apply}
            />
            <p className="hint keys">{say('keys')}</p>
          </section>
          <Tabs.Root className="studio-side" value={tab} onValueChange={setTab}>
            <Tabs.List aria-label={say('panels')} className="tabs">
              {(['results', 'data', 'rates', 'examples', 'compare', 'picture', 'outline', 'reference'] as const).map((name) => (
                <Tabs.Trigger key={name} value={name}>{say(name)}</Tabs.Trigger>
              ))}
            </Tabs.List>
            <Tabs.Content value="results"><ResultsPanel state={state} choice={choice} onChoice={setChoice} onExample={(statement) => void makeExample(statement)} /></Tabs.Content>
            <Tabs.Content value="data">
              <DataPanel description={description} tables={tables} onTable={(name, text) => { onWorkshop({ ...workshop, tables: { ...tables, [name]: text } }); }} />
            </Tabs.Content>
            <Tabs.Content value="rates">
              <RatesPanel
                text={reading?.files[shown]?.text ?? ''}
                outline={reading?.outline ?? []}
                onText={(text) => { void assistant.format(text).then((formatted) => { editor.current?.replace(formatted); }); }}
              />
            </Tabs.Content>
            <Tabs.Content value="examples"><ExamplesPanel examples={reading?.examples ?? []} onLine={goToLine} /></Tabs.Content>
            <Tabs.Content value="compare"><ComparePanel before={before} after={state} /></Tabs.Content>
            <Tabs.Content value="picture"><PicturePanel description={description} onName={goToName} /></Tabs.Content>
            <Tabs.Content value="reference"><ReferencePanel /></Tabs.Content>
            <Tabs.Content value="outline"><OutlinePanel items={reading?.outline ?? []} onItem={(offset) => { editor.current?.goTo(offset); }} /></Tabs.Content>
          </Tabs.Root>
        </div>
        <RenameDialog renaming={renaming} onName={(name) => void rename(name)} onClose={() => { setRenaming(undefined); }} />
      </main>
    </FileDrop>
  );
}

/** A text with edits, which do not overlap. */
function edited(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

interface StatusProps {
  readonly reading: ReturnType<typeof useReading>['reading'];
  readonly note: string | undefined;
  readonly onPlace: (file: string, offset: number) => void;
}

/** How the text stands; a click leads to the first thing to mend. */
function Status({ reading, note, onPlace }: StatusProps) {
  const say = useStudioWords();
  const errors = useMemo(() => reading?.diagnostics.filter((one) => one.severity === 'error') ?? [], [reading]);
  const [first] = errors.length > 0 ? errors : (reading?.diagnostics ?? []);
  const text = () => {
    if (note !== undefined) return note;
    if (reading === undefined) return say('reading');
    if (errors.length > 0) return say('errors', { count: errors.length });
    return reading.diagnostics.length > 0 ? say('warnings', { count: reading.diagnostics.length }) : say('fine');
  };
  return (
    <span role="status" className="status">
      <button
        type="button"
        className={`quiet ${errors.length > 0 ? 'failure' : ''}`}
        disabled={first === undefined}
        title={first?.message}
        onClick={() => { if (first !== undefined) onPlace(first.file, first.start); }}
      >
        {text()}
      </button>
    </span>
  );
}

interface RenameProps {
  readonly renaming: Renaming | undefined;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

function RenameDialog({ renaming, onName, onClose }: RenameProps) {
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
