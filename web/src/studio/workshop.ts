/** What the studio works on: a plan with the files it uses, sample data, and the version that was saved last. */
import type { PlanFile } from 'tiercel/worker';
import { remember, remembered } from '../model/memory';

/** A plan with its sample data. */
export interface Workshop {
  /** The plan, then the files that it uses. */
  readonly files: readonly PlanFile[];
  /** Delimited texts by table. */
  readonly tables: Readonly<Record<string, string>>;
  /** What edits are compared with. */
  readonly saved: readonly PlanFile[];
  /** Whether anything was changed since it was opened. */
  readonly isTouched: boolean;
}

/** A whole plan to start from. */
export interface Template {
  readonly id: string;
  readonly title: string;
  readonly note: string;
}

/** The templates that lie beside the app. */
export async function templates(signal: AbortSignal): Promise<readonly Template[]> {
  return (await fetched('index.json', signal)) as Template[];
}

/** Opens a template. */
export async function template(id: string, signal?: AbortSignal): Promise<Workshop> {
  const { files, tables } = (await fetched(`${id}.json`, signal)) as Pick<Workshop, 'files' | 'tables'>;
  return { files, tables, saved: files, isTouched: false };
}

async function fetched(path: string, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(new URL(`templates/${path}`, document.baseURI), signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(`templates/${path}: ${String(response.status)}`);
  return response.json();
}

/** The texts, and the tables: these are large and change seldom. */
const KEPT = 'studio';
const TABLES = 'studio.tables';

/** The tables that were kept last: what has not changed is not written again. */
let known: Workshop['tables'] | undefined;

/** Keeps the work in this browser: without its data, where that is too large to be kept. */
export function keep({ tables, ...texts }: Workshop): void {
  remember(KEPT, JSON.stringify(texts));
  if (tables === known) return;
  known = tables;
  if (!remember(TABLES, JSON.stringify(tables))) remember(TABLES, '{}');
}

/** The work as it was kept. */
export function kept(): Workshop | undefined {
  const text = remembered(KEPT);
  if (text === undefined) return undefined;
  try {
    const { files, saved, isTouched = true } = JSON.parse(text) as Partial<Workshop>;
    const tables = JSON.parse(remembered(TABLES) ?? '{}') as Workshop['tables'];
    return Array.isArray(files) && files.length > 0 && Array.isArray(saved) ? { files, tables, saved, isTouched } : undefined;
  } catch {
    return undefined;
  }
}

/** The workshop of files that were dropped: plans, and delimited texts by the names of tables. */
export function ofFiles(dropped: readonly { readonly name: string; readonly text: string }[], now: Workshop): Workshop {
  const plans = dropped.filter((file) => file.name.endsWith('.plan'));
  const main = plans.find((file) => /^plan\s+"/m.test(file.text)) ?? plans[0];
  const files = main === undefined ? now.files : [main, ...plans.filter((file) => file !== main)];
  const rows = dropped.filter((file) => !file.name.endsWith('.plan')).map((file) => [file.name.replace(/\.\w+$/, ''), file.text] as const);
  return { files, tables: { ...(main === undefined ? now.tables : {}), ...Object.fromEntries(rows) }, saved: main === undefined ? now.saved : files, isTouched: main === undefined };
}
