import type { OutlineItem } from 'tiercel/worker';

interface Props {
  readonly items: readonly OutlineItem[];
  readonly onItem: (offset: number) => void;
}

/** The declarations of the file. */
export function OutlinePanel({ items, onItem }: Props) {
  return (
    <ul className="outline-panel">
      {items.map((item) => (
        <li key={item.start}>
          <button type="button" className="quiet" onClick={() => { onItem(item.nameStart); }}>
            <small>{item.kind}</small> {item.name}
          </button>
        </li>
      ))}
    </ul>
  );
}
