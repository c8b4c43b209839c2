/** What can be computed in a rep's browser, and what can't. */
import type { Description, LineStatement } from 'tiercel/worker';
import type { MessageKey } from '../messages/en';
import type { Book } from './book';

/** Lines, and all that comes of them, `PAYABLE` too. */
function reading(description: Description, lines: Iterable<string>): ReadonlySet<string> {
  const found = new Set(lines);
  let size = -1;
  while (size !== found.size) {
    size = found.size;
    for (const [read, reader] of description.edges) if (found.has(read)) found.add(reader);
  }
  return found;
}

/** What is to be said of each line of a statement, and of `PAYABLE`: that it stands, in part or whole, or may come out otherwise. */
export function remarksOf({ description, standing }: Pick<Book, 'description' | 'standing'>, lines: readonly LineStatement[]): ReadonlyMap<string, MessageKey> {
  if (standing === undefined) {
    const others = description.plans.flatMap((plan) => plan.lines).filter((line) => line.needs === 'other payees');
    return new Map([...reading(description, others.map((line) => line.name))].map((line) => [line, 'preview.beyond']));
  }
  const held = lines.filter((line) => line.held === true).map((line) => line.line);
  const remarks = new Map<string, MessageKey>();
  for (const line of reading(description, [...standing.held, ...held])) if (!standing.held.has(line)) remarks.set(line, 'preview.partly');
  for (const line of held) remarks.set(line, standing.withheld.has(line) ? 'preview.withheld' : 'preview.held');
  return remarks;
}
