import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { numeric, pasted, type Sheet } from '../rows';
import { useStudioWords } from '../words';

/** The height of a row, in pixels. */
const ROW = 30;

interface Props {
  readonly sheet: Sheet;
  readonly onSheet: (sheet: Sheet) => void;
  /** Asks about a row, where rows can be asked about. */
  readonly onRow?: ((index: number) => void) | undefined;
}

/** A sheet that is edited and pasted into as in a spreadsheet: Enter and arrows go up and down, Escape takes an entry back. */
export function Grid({ sheet, onSheet, onRow }: Props) {
  const say = useStudioWords();
  const place = useRef<HTMLDivElement>(null);
  // No compiler runs over this app, so nothing is memoised that must not be.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({ count: sheet.rows.length, getScrollElement: () => place.current, estimateSize: () => ROW, overscan: 8 });
  const isNumber = useMemo(() => numeric(sheet), [sheet]);
  const template = `3rem repeat(${String(sheet.columns.length)}, minmax(7.5rem, 1fr)) 2.2rem`;
  const set = (row: number, column: number, value: string) => {
    onSheet({ ...sheet, rows: sheet.rows.map((cells, index) => (index === row ? cells.map((cell, at) => (at === column ? value : cell)) : cells)) });
  };
  const move = (row: number, column: number) => {
    place.current?.querySelector<HTMLInputElement>(`[data-cell="${String(row)}.${String(column)}"]`)?.focus();
  };
  return (
    <div className="grid" ref={place} tabIndex={-1} role="table" aria-rowcount={sheet.rows.length + 1} aria-colcount={sheet.columns.length}>
      <div className="grid-row grid-head" role="row" style={{ gridTemplateColumns: template }}>
        <span role="columnheader" className="grid-number"><span className="unseen">#</span></span>
        {sheet.columns.map((column, at) => <span role="columnheader" key={at} className={isNumber[at] === true ? 'number' : ''}>{column}</span>)}
        <span role="columnheader"><span className="unseen">×</span></span>
      </div>
      <div role="rowgroup" style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((item) => {
          const cells = sheet.rows[item.index] ?? [];
          return (
            <div className="grid-row" role="row" key={item.key} style={{ gridTemplateColumns: template, transform: `translateY(${String(item.start)}px)`, position: 'absolute', inset: '0 0 auto 0' }}>
              <span role="rowheader" className="grid-number">
                {onRow === undefined ? item.index + 1 : (
                  <button type="button" className="quiet" aria-label={say('data.ask', { row: item.index + 1 })} title={say('data.ask', { row: item.index + 1 })} onClick={() => { onRow(item.index); }}>{item.index + 1}</button>
                )}
              </span>
              {sheet.columns.map((column, at) => (
                <span role="cell" key={at} className={isNumber[at] === true ? 'number' : ''}>
                  <input
                    defaultValue={cells[at]}
                    key={cells[at]}
                    data-cell={`${String(item.index)}.${String(at)}`}
                    aria-label={say('data.cell', { column, row: item.index + 1 })}
                    spellCheck={false}
                    onBlur={(event) => { if (event.target.value !== cells[at]) set(item.index, at, event.target.value); }}
                    onKeyDown={(event) => {
                      if (event.key === 'Escape') event.currentTarget.value = cells[at] ?? '';
                      if (event.key === 'Enter' || event.key === 'ArrowDown') {
                        event.preventDefault();
                        event.currentTarget.blur();
                        move(item.index + 1, at);
                      }
                      if (event.key === 'ArrowUp') {
                        event.preventDefault();
                        event.currentTarget.blur();
                        move(item.index - 1, at);
                      }
                    }}
                    onPaste={(event) => {
                      const text = event.clipboardData.getData('text/plain');
                      if (!/[\t\n]/.test(text.trim())) return;
                      event.preventDefault();
                      onSheet(pasted(sheet, item.index, at, text));
                    }}
                  />
                </span>
              ))}
              <span role="cell">
                <button
                  type="button"
                  className="quiet"
                  aria-label={say('data.remove', { row: item.index + 1 })}
                  onClick={() => { onSheet({ ...sheet, rows: sheet.rows.filter((_, index) => index !== item.index) }); }}
                >
                  ×
                </button>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
