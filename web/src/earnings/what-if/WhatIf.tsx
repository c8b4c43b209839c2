import { useEffect, useMemo, useRef, useState } from 'react';
import type { RowKey, StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { boundedParams, ownReach } from '../../model/reach';
import type { Route } from '../../model/route';
import { complete, decoded, encoded, type RepChange } from '../../model/scenario';
import { editableTables } from '../../model/rows';
import { useWords } from '../../shell/words';
import type { Asked } from '../ExplanationSheet';
import { WhyNotSheet, type AskedRow } from '../why-not/WhyNotSheet';
import { Outcome, OutcomeBar } from './Outcome';
import { Params } from './Params';
import { Rows } from './Rows';
import { Scenarios } from './Scenarios';
import { useWhatIf } from './useWhatIf';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly statement: StatementDocument | undefined;
  readonly route: Route;
  readonly go: (route: Route, how?: 'push' | 'replace') => void;
  readonly onWhy: (asked: Asked) => void;
}

/** How long after the last change the address follows. */
const PAUSE = 400;

/** The rep's own changes beside what they come to. The address holds them, so a reload or a link brings them back. */
export function WhatIf({ book, period, statement, route, go, onWhy }: Props) {
  const { say } = useWords();
  const tables = useMemo(() => editableTables(book), [book]);
  const inAddress = route.query['changes'] ?? '';
  const [changes, setChanges] = useState<readonly RepChange[]>(() => decoded(inAddress) ?? []);
  const [name, setName] = useState(route.query['name'] ?? '');
  const [seen, setSeen] = useState(inAddress);
  const written = changes.length === 0 ? '' : encoded(changes);
  // Another link was opened: its changes take the place of these.
  if (inAddress !== seen) {
    setSeen(inAddress);
    if (inAddress !== written) setChanges(decoded(inAddress) ?? []);
  }
  useEffect(() => {
    if (written === inAddress && name === (route.query['name'] ?? '')) return;
    const timer = setTimeout(() => {
      const others = Object.fromEntries(Object.entries(route.query).filter(([key]) => key !== 'changes' && key !== 'name'));
      go({ ...route, query: { ...others, ...(name === '' ? {} : { name }), ...(written === '' ? {} : { changes: written }) } }, 'replace');
    }, PAUSE);
    return () => { clearTimeout(timer); };
  }, [written, name, inAddress, route, go]);
  const reached = useMemo(() => ownReach(book, statement), [book, statement]);
  // What a link has changed is shown as well, whatever it moves.
  const offered = tables.filter((table) => reached.has(table.name) || changes.some((change) => change.kind !== 'setParam' && change.table === table.name));
  const params = useMemo(() => boundedParams(book.description, reached), [book, reached]);
  const computed = useMemo(() => complete(changes, tables), [changes, tables]);
  const { state, isComputing } = useWhatIf(book, period, computed);
  const comes = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Who changes a row looks for what it comes to, though the scenarios below were looked at before.
    if (comes.current?.contains(document.activeElement) === false) comes.current.scrollTo({ top: 0 });
  }, [computed]);
  const [asked, setAsked] = useState<AskedRow | undefined>(undefined);
  const session = state.kind === 'ready' ? state.outcome.session : book.session;
  const ask = (row: RowKey) => { setAsked({ session, payee: book.payee, period, line: 'PAYABLE', row }); };
  const isBroken = inAddress !== '' && decoded(inAddress) === undefined;
  return (
    <div className="columns what-if">
      <div className="what-comes" ref={comes}>
        <section className="panel outcome" aria-label={say('what-if.outcome')} aria-busy={isComputing}>
          {isBroken && <p className="failure" role="alert">{say('what-if.broken-link')}</p>}
          <Outcome book={book} period={period} before={statement} state={state} isComputing={isComputing} onWhy={onWhy} />
        </section>
        <section className="panel kept-panel" aria-labelledby="scenarios-title">
          <Scenarios book={book} period={period} tables={tables} changes={changes} name={name} onName={setName} onChanges={setChanges} />
        </section>
      </div>
      <div className="changes">
        <Params params={params} changes={changes} onChanges={setChanges} />
        {statement !== undefined && offered.length === 0 && params.length === 0 && <p className="panel nothing">{say(book.standing === undefined ? 'growth.none' : 'growth.none-own')}</p>}
        {statement !== undefined && <Rows key={period} book={book} tables={offered} span={statement} changes={changes} onChanges={setChanges} onFate={ask} />}
      </div>
      <OutcomeBar before={statement} state={state} />
      <WhyNotSheet asked={asked} description={book.description} onClose={() => { setAsked(undefined); }} />
    </div>
  );
}
