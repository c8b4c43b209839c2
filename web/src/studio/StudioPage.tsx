import { Tabs } from 'radix-ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Description, Edit, PlanFile, StatementDocument } from 'tiercel/worker';
import { readFiles, unreadable } from '../model/dropped';
import { chooseFiles, FileDrop } from '../shell/FileDrop';
import { Tab } from '../shell/Tab';
import { useWords } from '../shell/words';
import { PlanEditor, type EditorHandle, type Service } from './editor/PlanEditor';
import { exampleOf } from './example';
import { beginning, written } from './guide';
import { ComparePanel } from './panels/ComparePanel';
import { DataPanel } from './panels/DataPanel';
import { ExamplesPanel } from './panels/ExamplesPanel';
import { FunctionsPanel } from './panels/FunctionsPanel';
import { GuidePanel } from './panels/GuidePanel';
import { OutlinePanel } from './panels/OutlinePanel';
import { chosen, type Choice } from './panels/Pickers';
import { PicturePanel } from './panels/PicturePanel';
import { RatesPanel } from './panels/RatesPanel';
import { ReferencePanel } from './panels/ReferencePanel';
import { ResultsPanel } from './panels/ResultsPanel';
import { RenameDialog, type Renaming } from './RenameDialog';
import { download } from '../model/download';
import { Status } from './Status';

import { useReading } from './useReading';
import { useRun } from './useRun';
import { useStatementOf } from './useStatementOf';
import { valuesOf } from './values';
import './studio.css';
import { keep, kept, ofFiles, template, templates, type Template, type Workshop } from './workshop';
import { useStudioWords } from './words';

/** The template that a first visit opens. */
const FIRST = 'saas-account-executives';

/** Work is kept so long after the last change, in milliseconds. */
const REST = 400;

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
    if (workshop === undefined) return undefined;
    const store = () => { keep(workshop); };
    const timer = setTimeout(store, REST);
    // Who leaves at once loses nothing.
    addEventListener('pagehide', store);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', store);
    };
  }, [workshop]);
  if (workshop === undefined) {
    return (
      <main className="notice" id="content" aria-busy={failure === undefined}>
        {failure === undefined ? say('loading') : <p className="failure" role="alert">{failure}</p>}
      </main>
    );
  }
  return <Workbench workshop={workshop} onWorkshop={(change) => { setWorkshop((now) => (now === undefined ? now : change(now))); }} all={all} />;
}

interface Props {
  readonly workshop: Workshop;
  /** Changes what is there then, which may be newer than what was shown. */
  readonly onWorkshop: (change: (now: Workshop) => Workshop) => void;
  readonly all: readonly Template[];
}

function Workbench({ workshop, onWorkshop, all }: Props) {
  const say = useStudioWords();
  const { language } = useWords();
  const [file, setFile] = useState(0);
  const [choice, setChoice] = useState<Choice>({ payee: undefined, period: undefined });
  const [tab, setTab] = useState('results');
  const [renaming, setRenaming] = useState<Renaming | undefined>(undefined);
  const [isSaved, setIsSaved] = useState(false);
  const [amiss, setAmiss] = useState<string | undefined>(undefined);
  const editor = useRef<EditorHandle>(null);
  const { files, tables, saved } = workshop;
  /** Counts what was opened: each has editors of its own. */
  const [opened, setOpened] = useState(0);
  const shown = Math.min(file, files.length - 1);
  const { assistant, reading, covered, failure } = useReading(files, shown, language);
  const state = useRun(files, tables, language);
  const [description, setDescription] = useState<Description | undefined>(undefined);
  const found = state.kind === 'ready' ? state.run.description : state.kind === 'problems' ? state.description : undefined;
  if (found !== undefined && found !== description) setDescription(found);

  const untouched = useMemo(() => {
    const own = covered?.files[shown];
    return { text: own?.text ?? '', parts: covered?.report.untouched.filter((one) => one.file === own?.name) ?? [], title: say('coverage.mark') };
  }, [covered, shown, say]);

  const run = state.kind === 'ready' ? state.run : undefined;
  const place = run === undefined ? { payee: '', period: '' } : chosen(run, choice);
  const statement = useStatementOf(run, place.payee, place.period);

  /** Changes texts of files. */
  const setTexts = (text: (file: PlanFile, index: number) => string) => {
    onWorkshop((now) => ({ ...now, isTouched: true, files: now.files.map((one, index) => ({ ...one, text: text(one, index) })) }));
  };
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
    if (others.length > 0) setTexts((one) => edited(one.text, others.filter((edit) => edit.file === one.name)));
    editor.current?.apply(own);
  };
  const save = () => {
    onWorkshop((now) => ({ ...now, saved: now.files }));
    setIsSaved(true);
    setTimeout(() => { setIsSaved(false); }, 2500);
  };
  const at = (text: string) => (text === files[shown]?.text ? files : withText(text));
  /** Puts a text into the editor in its one form. */
  const format = (before: string, after: string) => {
    void assistant.format(after).then((text) => { editor.current?.replace(before, text); });
  };
  const service: Service = {
    complete: (text, offset) => assistant.complete(at(text), shown, offset),
    hover: async (text, offset) => {
      const hover = await assistant.hover(at(text), shown, offset);
      if (hover === null || description === undefined) return hover === null ? null : { ...hover, value: undefined };
      const value = valuesOf(description, statement, language).get(text.slice(hover.start, hover.end));
      return { ...hover, value: value === undefined ? undefined : say('hover.value', { payee: place.payee, period: place.period, value }) };
    },
    signature: (text, offset) => assistant.signature(at(text), shown, offset),
    define: (text, offset) => {
      void assistant.definition(at(text), shown, offset).then(([place]) => { if (place !== undefined) goTo(place.file, place.start); });
    },
    rename: (text, offset) => {
      const [word = ''] = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, offset)) ?? [];
      const [rest = ''] = /^[\p{L}\p{N}_]*/u.exec(text.slice(offset)) ?? [];
      if (word + rest !== '') setRenaming({ offset, name: word + rest });
    },
    format: () => { format(files[shown]?.text ?? '', files[shown]?.text ?? ''); },
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
    if (shown === 0) editor.current?.replace(plan.text, text);
    else setTexts((one, index) => (index === 0 ? text : one.text));
    setTab('examples');
    goTo(plan.name, text.lastIndexOf('\nexample ') + 1);
  };
  const open = (change: (now: Workshop) => Workshop) => {
    setFile(0);
    setOpened((count) => count + 1);
    onWorkshop(change);
  };
  const openTemplate = async (id: string) => {
    if (workshop.isTouched && !confirm(say('template.replace'))) return;
    const next = await template(id);
    open(() => next);
  };
  const openFiles = async (dropped: readonly File[]) => {
    const read = await readFiles(dropped).catch(unreadable);
    if (typeof read === 'string') setAmiss(say('unreadable', { file: read }));
    else {
      setAmiss(undefined);
      open((now) => ofFiles(read.texts, now));
    }
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
          <Status reading={reading} failure={amiss ?? failure} note={isSaved ? say('saved') : undefined} onPlace={goTo} />
        </div>
        <div className="studio-body">
          <section className="studio-text" aria-label={files[shown]?.name}>
            <PlanEditor
              key={`${String(opened)} ${files[shown]?.name ?? ''} ${String(shown)}`}
              ref={editor}
              label={files[shown]?.name ?? ''}
              text={files[shown]?.text ?? ''}
              file={shown}
              reading={reading}
              untouched={untouched}
              service={service}
              onText={(text) => { setTexts((one, index) => (index === shown ? text : one.text)); }}
              onFix={apply}
            />
            <p className="hint keys">{say('keys')}</p>
          </section>
          <Tabs.Root className="studio-side" value={tab} onValueChange={setTab}>
            <Tabs.List aria-label={say('panels')} className="tabs">
              {(['results', 'data', 'rates', 'examples', 'compare', 'picture', 'outline', 'functions', 'reference', 'guide'] as const).map((name) => (
                <Tab key={name} value={name}>{say(name)}</Tab>
              ))}
            </Tabs.List>
            <Tabs.Content value="results"><ResultsPanel state={state} choice={choice} onChoice={setChoice} onExample={(statement) => void makeExample(statement)} /></Tabs.Content>
            <Tabs.Content value="data">
              <DataPanel description={description} tables={tables} run={run} choice={choice} onChoice={setChoice} onTable={(name, text) => { onWorkshop((now) => ({ ...now, isTouched: true, tables: { ...now.tables, [name]: text } })); }} />
            </Tabs.Content>
            <Tabs.Content value="rates">
              <RatesPanel
                text={reading?.files[shown]?.text ?? ''}
                outline={reading?.outline ?? []}
                onText={format}
              />
            </Tabs.Content>
            <Tabs.Content value="examples"><ExamplesPanel examples={reading?.examples ?? []} covered={covered} onLine={goToLine} onPlace={goTo} /></Tabs.Content>
            <Tabs.Content value="compare"><ComparePanel saved={saved} tables={tables} after={state} /></Tabs.Content>
            <Tabs.Content value="picture"><PicturePanel description={description} run={run} choice={choice} onChoice={setChoice} onName={goToName} /></Tabs.Content>
            <Tabs.Content value="guide">
              <GuidePanel
                isBegun={files.some((one) => one.name === 'first.plan')}
                reading={reading}
                onBegin={() => { if (!workshop.isTouched || confirm(say('template.replace'))) open(beginning); }}
                onWrite={(step) => { format(files[shown]?.text ?? '', written(files[shown]?.text ?? '', step)); }}
              />
            </Tabs.Content>
            <Tabs.Content value="functions"><FunctionsPanel assistant={assistant} onInsert={(before, after) => { editor.current?.insert(before, after); }} /></Tabs.Content>
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
