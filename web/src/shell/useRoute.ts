import { useCallback, useSyncExternalStore } from 'react';
import { parseRoute, routeHash, type Route } from '../model/route';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => {
    removeEventListener('hashchange', changed);
  };
}

/** The address, and how to go elsewhere. `replace` leaves no step in the browser's history. */
export function useRoute(): { readonly route: Route; readonly go: (route: Route, how?: 'push' | 'replace') => void } {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const go = useCallback((route: Route, how: 'push' | 'replace' = 'push') => {
    const next = routeHash(route);
    if (next === location.hash) return;
    if (how === 'push') location.hash = next;
    else {
      history.replaceState(null, '', next);
      dispatchEvent(new HashChangeEvent('hashchange'));
    }
  }, []);
  return { route: parseRoute(hash), go };
}
