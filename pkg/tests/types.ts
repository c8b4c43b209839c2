// What TypeScript must allow and refuse; `tsc --strict` reads it, nothing runs it.
import { compile, type Change, type ExplanationNode, type Moving } from 'tiercel';
import { Engine } from 'tiercel/worker';
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
