/** Addresses behind the `#`: `#/earnings/what-if?payee=E012&period=2026-09`. */

/** Where the reader is. */
export interface Route {
  readonly page: 'earnings' | 'studio';
  readonly tab: 'statement' | 'what-if';
  readonly query: Readonly<Record<string, string>>;
}

/** Reads an address. What is not known leads to the statement. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, tab] = path.split('/');
  return {
    page: page === 'studio' ? 'studio' : 'earnings',
    tab: tab === 'what-if' ? 'what-if' : 'statement',
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Writes an address. */
export function routeHash({ page, tab, query }: Route): string {
  const search = new URLSearchParams(query).toString();
  const path = page === 'earnings' && tab === 'what-if' ? 'earnings/what-if' : page;
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}
