/** The demo company: its people's slices, as `cargo xtask web` has put them beside the app. */
import type { SliceMessage } from 'tiercel/worker';
import type { BookFiles } from './book';

/** Someone whose page the demo shows. */
export interface DemoPerson {
  readonly payee: string;
  readonly name: string;
  readonly plans: readonly string[];
  readonly uses: readonly string[];
  readonly until: string;
}

async function fetched(path: string): Promise<unknown> {
  const response = await fetch(new URL(`demo/${path}`, document.baseURI));
  const isPage = response.headers.get('content-type')?.includes('html') === true;
  if (!response.ok || isPage) throw new Error(`demo/${path}: ${String(response.status)}`);
  return response.json();
}

/** The plans and the slice of one person. */
interface Own {
  readonly plans: BookFiles['uses'];
  readonly slice: SliceMessage;
}

/** The people of the demo, and what the first of them has. */
interface Index {
  readonly people: readonly DemoPerson[];
  readonly first: Own;
}

/** What has been asked for, so that nothing is fetched twice; what failed is asked for again. */
const asked = new Map<string, Promise<unknown>>();

function once(path: string): Promise<unknown> {
  const known = asked.get(path);
  if (known !== undefined) return known;
  const coming = fetched(path).catch((error: unknown) => {
    asked.delete(path);
    throw error;
  });
  asked.set(path, coming);
  return coming;
}

async function index(): Promise<Index> {
  return (await once('index.json')) as Index;
}

/** The people of the demo. */
export async function people(): Promise<readonly DemoPerson[]> {
  return (await index()).people;
}

/** What one person's book is made of. */
export async function filesOf(person: DemoPerson): Promise<BookFiles> {
  const { people: all, first } = await index();
  const isFirst = all[0]?.payee === person.payee;
  const { slice, plans } = isFirst ? first : ((await once(`${person.payee}.json`)) as Own);
  return {
    payee: person.payee,
    name: person.name,
    plans: person.plans.map((name) => ({ name, text: plans[name] ?? '' })),
    uses: Object.fromEntries(person.uses.map((name) => [name, plans[name] ?? ''])),
    data: { kind: 'slice', slice },
    until: person.until,
  };
}
