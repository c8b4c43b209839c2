import { Tabs } from 'radix-ui';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Target } from 'tiercel/worker';
import { periodFrom, type Book, type Person } from '../model/book';
import { tabOf, type Route } from '../model/route';
import { Tab } from '../shell/Tab';
import { useWords } from '../shell/words';
import type { Asked } from './ExplanationSheet';
import { History } from './History';
import { PageHead } from './PageHead';
import { PeriodPicker } from './PeriodPicker';
import { PreviewStrip } from './PreviewStrip';
import { Statement } from './Statement';
import { useHistory, useStatement } from './useStatement';

// What the first sight does not need comes behind it.
const parts = { sheet: () => import('./ExplanationSheet'), whatIf: () => import('./what-if/WhatIf'), growth: () => import('./growth/GrowthView') };
/** The other parts come so long after the first sight, in milliseconds. */
const LATER = 300;

const ExplanationSheet = lazy(async () => ({ default: (await parts.sheet()).ExplanationSheet }));
const GrowthView = lazy(async () => ({ default: (await parts.growth()).GrowthView }));
const WhatIf = lazy(async () => ({ default: (await parts.whatIf()).WhatIf }));

interface Props {
  readonly book: Book;
  readonly persons: readonly Person[];
  readonly route: Route;
  readonly go: (route: Route, how?: 'push' | 'replace') => void;
  readonly onDemo: (() => void) | undefined;
}

/** A rep's book: statement, history, and the reasons of every number. */
export function BookView({ book, persons, route, go, onDemo }: Props) {
  const { say } = useWords();
  const period = periodFrom(book.periods, route.query['period'], book.until);
  const [why, setWhy] = useState<Asked | undefined>(undefined);
  const state = useStatement(book, period);
  const statement = state.kind === 'ready' ? state.statement : undefined;
  const history = useHistory(book, state.kind === 'ready');
  const isThere = statement !== undefined;
  const [isSettled, setIsSettled] = useState(false);
  useEffect(() => {
    if (!isThere) return undefined;
    const timer = setTimeout(() => {
      setIsSettled(true);
      // A part that does not come now is asked for again when it is opened.
      Promise.all([parts.sheet(), parts.whatIf(), parts.growth()]).catch(() => undefined);
    }, LATER);
    return () => { clearTimeout(timer); };
  }, [isThere]);
  const change = (query: Readonly<Record<string, string>>) => { go({ ...route, query: { ...route.query, ...query } }, 'replace'); };
  const explain = (target: Target, label: string) => { setWhy({ session: book.session, target, label }); };
  const known = book.periods.filter((key) => key <= book.until.slice(0, 7));
  return (
    <main className="page earnings" id="content">
      <PageHead person={book} persons={persons} onDemo={onDemo} onPerson={(payee) => { go({ ...route, query: { payee, period } }); }} />
      <PreviewStrip book={book} statement={statement} />
      {state.kind === 'failed' && <p className="failure" role="alert">{state.message}</p>}
      <PeriodPicker periods={book.periods} period={period} onPeriod={(next) => { change({ period: next }); }} />
      <Tabs.Root value={route.tab} onValueChange={(tab) => { go({ ...route, tab: tabOf(tab) }); }} activationMode="manual">
        <Tabs.List className="tabs" aria-label={say('tab.label')}>
          <Tab value="statement">{say('tab.statement')}</Tab>
          <Tab value="what-if">{say('tab.what-if')}</Tab>
          <Tab value="goal">{say('tab.growth')}</Tab>
        </Tabs.List>
        <Tabs.Content value="statement" className="columns" tabIndex={-1}>
          <section className="panel statement" aria-label={say('tab.statement')} aria-busy={state.kind === 'loading'}>
            <Statement book={book} period={period} statement={statement} onWhy={explain} />
          </section>
          <section className="panel history" aria-labelledby="history-title">
            <History paid={history} periods={known} period={period} onPeriod={(next) => { change({ period: next }); }} />
          </section>
        </Tabs.Content>
        <Tabs.Content value="what-if" tabIndex={-1}>
          <Suspense fallback={<p className="waiting" role="status">{say('loading.statement')}</p>}>
            <WhatIf key={book.payee} book={book} period={period} statement={statement} route={route} go={go} onWhy={setWhy} />
          </Suspense>
        </Tabs.Content>
        <Tabs.Content value="goal" tabIndex={-1}>
          <Suspense fallback={<p className="waiting" role="status">{say('loading.statement')}</p>}>
            <GrowthView key={book.payee} book={book} period={period} statement={statement} go={go} />
          </Suspense>
        </Tabs.Content>
      </Tabs.Root>
      <Suspense fallback={null}>
        {(isSettled || why !== undefined) && <ExplanationSheet asked={why} book={book} onClose={() => { setWhy(undefined); }} />}
      </Suspense>
    </main>
  );
}
