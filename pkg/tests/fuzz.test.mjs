// Ten thousand calls with arguments of every kind: an answer, or an error that says what is wrong; the engine never stops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Draft, TiercelError, compile, format } from 'tiercel';
import { deals, plan, reps } from './plan.mjs';

const CALLS = 10_000;

/** Numbers below 2^32 from a seed (mulberry32): the same calls in every run. */
function stream(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

test('no call stops the engine', () => {
  const next = stream(1);
  const pick = (list) => list[next(list.length)];
  const { plan: checked } = compile(plan);
  const { session } = checked.load({ payees: reps, Deals: deals });
  const texts = ['', 'A', 'D1', '2026-01', '2026', 'Commission', 'Deals', 'Amount', 'Extra', '0.1', '-5', '1e400', '9'.repeat(60), '\u0000', '提成', '😀\ud800'];
  const odd = [undefined, null, true, 0, -1, 1.5, Number.NaN, 2 ** 53, 10n ** 30n, [], {}, () => 0, Symbol('s'), new Date(0), new Uint8Array([255, 254, 0]), [null], { ok: 1 }];
  const any = () => (next(3) === 0 ? pick(odd) : pick(texts));
  const cut = () => {
    const at = next(plan.length);
    return plan.slice(0, at) + pick([...texts, plan.slice(next(plan.length), next(plan.length)), '(', '}', '[', '"']) + plan.slice(at + next(9));
  };
  const row = () => Object.fromEntries([pick(['Deal', 'Amount', 'Closed', 'Rep', 'Nope']), pick(texts)].map((name) => [name, any()]));
  const table = () => pick([[], [row()], [row(), row()], any(), { columns: { Rep: [any()] } }, 'Rep\nA', 'a,b\n"', new TextEncoder().encode('Rep,Name\nA,B\n')]);
  const change = () => ({
    kind: pick(['addRow', 'editRow', 'removeRow', 'setParam', 'setCell', any()]),
    ...Object.fromEntries(['table', 'key', 'name', 'payee', 'period', 'line', 'value'].map((name) => [name, any()])),
    values: pick([row(), any()]),
  });
  const moving = () => ({
    kind: pick(['addRow', 'editRow', 'scaleRows', 'setParam', any()]),
    ...Object.fromEntries(['table', 'key', 'name', 'like'].map((name) => [name, any()])),
    column: pick(['Amount', any()]),
    keys: pick([['D1'], [any()], any()]),
    values: pick([row(), any()]),
  });
  const sweep = () => ({
    change: pick([any(), moving(), [moving(), moving()], { kind: 'setParam', name: 'Extra' }]),
    target: pick([any(), { payee: 'A', period: '2026-01', line: 'Commission' }, { payee: any(), period: any(), line: any() }]),
    ...Object.fromEntries(['from', 'to', 'step', 'value'].map((name) => [name, pick(['0', '10', any()])])),
    evaluations: pick([undefined, 20, any()]),
  });
  const editor = ['tokens', 'outline', 'folding', 'hover', 'complete', 'signature', 'fixes', 'definition', 'references', 'rename', 'diagnostics', 'examples'];
  const calls = {
    compile: () => compile(pick([cut(), any(), [{ name: any(), text: any() }]]), { language: any() }),
    format: () => format(pick([cut(), any()])),
    editor: () => {
      const draft = Draft.of(cut());
      try {
        return draft[pick(editor)](pick([next(2000), any()]), pick([0, any()]), any());
      } finally {
        draft.free();
      }
    },
    load: () => checked.load(pick([any(), { payees: table(), Deals: table() }, { [String(pick(texts))]: table() }]), { history: pick([undefined, table()]), params: pick([{}, { Extra: any() }]), numbers: any() }),
    run: () => session.run(pick([{}, any(), { from: any(), to: any() }, { payees: any() }])),
    sheet: () => session.sheet(pick([{}, any(), { payees: any() }])),
    columns: () => session.columns(any(), pick([undefined, any(), ['Amount'], [any()]])),
    explain: () => session.explain(pick([{ payee: any(), period: any(), line: any() }, { table: any(), key: any(), column: any() }]), pick([1, any()])),
    eligibility: () => session.eligibility({ payee: any(), period: any(), line: any() }, { table: any(), key: any() }),
    statement: () => session.statement(any(), any()),
    curve: () => session.curve(pick([any(), sweep()])),
    solve: () => session.solve(pick([any(), sweep()])),
    whatIf: () => session.whatIf(pick([any(), [change()], [change(), change()]])),
  };
  const counts = { answered: 0, refused: 0 };
  for (let count = 0; count < CALLS; count += 1) {
    const name = pick(Object.keys(calls));
    try {
      const answer = calls[name]();
      answer?.plan?.free();
      answer?.session?.free();
      counts.answered += 1;
    } catch (error) {
      const isSaid = (error instanceof TiercelError && error.code !== 'stopped') || error instanceof TypeError;
      assert.ok(isSaid && error.message !== '', `${name}: ${error.stack}`);
      counts.refused += 1;
    }
  }
  console.log(`fuzzed calls: ${CALLS}, ${counts.answered} answered, ${counts.refused} refused`);
  assert.ok(session.run().ok);
  assert.ok(counts.answered > CALLS / 10 && counts.refused > CALLS / 10);
});
