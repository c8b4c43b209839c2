/** Addresses behind the `#`: `#/earnings/what-if?payee=E012&period=2026-09`. */

/** The parts of “My earnings”. */
export type Tab = 'statement' | 'what-if' | 'goal';

/** A part by its name in the address; what is not known is the statement. */
export function tabOf(name: string | undefined): Tab {
  return name === 'what-if' || name === 'goal' ? name : 'statement';
}

/** Where the reader is. */
export interface Route {
  readonly page: 'earnings' | 'studio';
  readonly tab: Tab;
  readonly query: Readonly<Record<string, string>>;
}

/** Reads an address. What is not known leads to the statement. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, tab] = path.split('/');
  return {
    page: page === 'studio' ? 'studio' : 'earnings',
    tab: tabOf(tab),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Writes an address. */
export function routeHash({ page, tab, query }: Route): string {
  const search = new URLSearchParams(query).toString();
  const path = page === 'earnings' && tab !== 'statement' ? `earnings/${tab}` : page;
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}
