/** The demo company: its people's own rows, as `cargo xtask web` has put them beside the app. */
import type { BookFiles } from './book';

/** Someone whose page the demo shows. */
export interface DemoPerson {
  readonly payee: string;
  readonly name: string;
  readonly plan: string;
  readonly uses: readonly string[];
  readonly until: string;
}

const TABLES = ['payees', 'Deals', 'Receipts', 'Quotas', 'Meetings', 'Renewals', 'fx'];

async function text(path: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(new URL(`demo/${path}`, document.baseURI), signal === undefined ? {} : { signal });
  const isPage = response.headers.get('content-type')?.includes('html') === true;
  if (!response.ok || isPage) throw new Error(`demo/${path}: ${String(response.status)}`);
  return response.text();
}

/** The people of the demo. */
export async function people(signal?: AbortSignal): Promise<readonly DemoPerson[]> {
  return JSON.parse(await text('index.json', signal)) as DemoPerson[];
}

/** What one person's book is made of. */
export async function filesOf(person: DemoPerson, signal?: AbortSignal): Promise<BookFiles> {
  const [plan, uses, tables] = await Promise.all([
    text(`plans/${person.plan}`, signal),
    Promise.all(person.uses.map(async (name) => [name, await text(`plans/${name}`, signal)] as const)),
    Promise.all(TABLES.map(async (name) => [name, await text(`${person.payee}/${name}.csv`, signal)] as const)),
  ]);
  return {
    payee: person.payee,
    name: person.name,
    plan: { name: person.plan, text: plan },
    uses: Object.fromEntries(uses),
    tables: Object.fromEntries(tables),
    until: person.until,
  };
}
