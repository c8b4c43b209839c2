/** What can be computed from one person's rows, and what can't. */
import type { Description } from 'tiercel/worker';

/** The lines that read other people's rows, and all that comes of them, `PAYABLE` too: from one person's rows they may come out otherwise. */
export function beyondOwnRows(description: Description): ReadonlySet<string> {
  const lines = description.plans.flatMap((plan) => plan.lines);
  const found = new Set(lines.filter((line) => line.needs === 'other payees').map((line) => line.name));
  let size = -1;
  while (size !== found.size) {
    size = found.size;
    for (const [read, reader] of description.edges) if (found.has(read)) found.add(reader);
  }
  return found;
}
