// What TypeScript must allow and refuse; `tsc --strict` reads it, nothing runs it.
import { compile, type Change, type ExplanationNode, type Moving } from 'tiercel';
import { Engine } from 'tiercel/worker';
import type { TeamPool } from './team-pool.js';
import address from 'tiercel/wasm';

const compiled = compile('plan "x"');
if (!compiled.ok) {
  const code: string | undefined = compiled.diagnostics[0]?.code;
  // @ts-expect-error a plan that is not fine can't be run
  compiled.plan;
  throw new Error(code);
}
const loaded = compiled.plan.load({ Deals: [{ Amount: '0.1', Count: 2n, Paid: true, Note: null }] });
// @ts-expect-error a number may have lost digits
compiled.plan.load({ Deals: [{ Amount: 0.1 }] });
if (loaded.ok) {
  const edit: Change = { kind: 'editRow', table: 'Deals', key: 'D1', values: { Amount: '5' } };
  loaded.session.whatIf([edit]);
  // @ts-expect-error no such change
  loaded.session.whatIf([{ kind: 'moveRow', table: 'Deals' }]);
  const answer = loaded.session.explain({ payee: 'A', period: '2026-01', line: 'Pay' });
  const tree: ExplanationNode | undefined = answer.ok ? answer.explanation : undefined;
  tree?.children.map((child) => child.label.length);
  loaded.session.run({ payees: ['A'] });
  const change: Moving = { kind: 'scaleRows', table: 'Deals', keys: ['D1'], column: 'Amount' };
  const solved = loaded.session.solve({ change: [change], target: { payee: 'A', period: '2026' }, value: '100' });
  const input: string | undefined = solved.ok ? solved.solution.reached?.input : undefined;
  input?.length;
  // @ts-expect-error a number may have lost digits
  loaded.session.curve({ change, target: { payee: 'A', period: '2026' }, to: 0.5 });
}
const engine = await Engine.start({ source: address });
const remote = await engine.compile('plan "x"', {}, { signal: AbortSignal.timeout(100) });
if (remote.ok) await remote.plan.load({});

// With what `tiercel types` wrote of a plan, names that the plan does not have are refused.
const typed = compile<TeamPool>('plan "x"');
if (typed.ok) {
  const payees = [{ Id: 'a', Name: 'Abe', Branch: 'North', Points: 3n }];
  const pool = typed.plan.load({ payees, Sales: 'Sale,Seller,Sold,Amount\n' }, { params: { Pool_share: '2%' } });
  typed.plan.load({ payees, Sales: [{ Sale: 'S1', Seller: 'a', Sold: '2026-01-05', Amount: '5' }] });
  typed.plan.load({ Sales: { columns: { Sale: ['S1'], Seller: ['a'], Sold: ['2026-01-05'], Amount: [5n] } } });
  // @ts-expect-error a misspelt column
  typed.plan.load({ Sales: [{ Sale: 'S1', Seller: 'a', Sold: '2026-01-05', Amuont: '5' }] });
  // @ts-expect-error a missing column
  typed.plan.load({ Sales: [{ Sale: 'S1', Seller: 'a', Sold: '2026-01-05' }] });
  // @ts-expect-error a misspelt table
  typed.plan.load({ Sale: [] });
  // @ts-expect-error a misspelt param
  typed.plan.load({}, { params: { Pool: '2%' } });
  if (pool.ok) {
    pool.session.whatIf([{ kind: 'editRow', table: 'Sales', key: 'S1', values: { Amount: '7' } }, { kind: 'setParam', name: 'Pool_share', value: '3%' }]);
    // @ts-expect-error a misspelt column
    pool.session.whatIf([{ kind: 'editRow', table: 'Sales', key: 'S1', values: { Amuont: '7' } }]);
    // @ts-expect-error the column of another table
    pool.session.curve({ change: { kind: 'editRow', table: 'Sales', key: 'S1', column: 'Points' }, target: { payee: 'a', period: '2026-01' }, to: '9' });
    pool.session.explain({ payee: 'a', period: '2026-01', line: 'Share' });
    // @ts-expect-error a misspelt line
    pool.session.explain({ payee: 'a', period: '2026-01', line: 'Shares' });
    pool.session.differences(pool.session);
  }
}
const far = await engine.compile<TeamPool>('plan "x"');
// @ts-expect-error a misspelt table
if (far.ok) await far.plan.load({ Sale: [] });
