import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface Props<Item> {
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  readonly children: (item: Item) => ReactNode;
}

/** Up to so many rows are all in the page, where the browser's own search finds them. */
const WHOLE = 60;

/** The height of a closed card, in pixels, until it is measured. */
const CARD = 49;

/** A list of cards of any length; of a long one only those in sight are made. */
export function RowList<Item>(props: Props<Item>) {
  const { items, idOf, children } = props;
  if (items.length > WHOLE) return <LongList {...props} />;
  return <ul className="cards">{items.map((item) => <li key={idOf(item)}>{children(item)}</li>)}</ul>;
}

function LongList<Item>({ items, idOf, children }: Props<Item>) {
  const place = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => { setTop((place.current?.getBoundingClientRect().top ?? 0) + scrollY); };
    measure();
    // What stands above grows and shrinks: messages, the table of what is paid.
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    return () => { watch.disconnect(); };
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => CARD,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : idOf(item);
    },
  });
  return (
    <ul className="cards long" ref={place} style={{ blockSize: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index];
        return item !== undefined && (
          <li key={key} ref={rows.measureElement} data-index={index} aria-setsize={items.length} aria-posinset={index + 1} style={{ transform: `translateY(${String(start - top)}px)` }}>
            {children(item)}
          </li>
        );
      })}
    </ul>
  );
}
