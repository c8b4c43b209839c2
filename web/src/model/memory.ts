/** What the browser keeps between visits. Where it keeps nothing (a private window), the app works all the same. */

const PREFIX = 'tiercel.';

/** What was kept under a name. */
export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    // Storage is forbidden here: nothing was kept.
    return undefined;
  }
}

/** Keeps a text under a name; says whether it could. */
export function remember(name: string, text: string): boolean {
  try {
    localStorage.setItem(PREFIX + name, text);
    return true;
  } catch {
    // Storage is forbidden or full.
    return false;
  }
}
