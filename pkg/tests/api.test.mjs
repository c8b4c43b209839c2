// The package as a program in Node uses it, installed from its tarball.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { TiercelError, compile, Draft, format, init, version, whole } from 'tiercel';
import { deals, plan, reps } from './plan.mjs';

function loaded(options = {}) {
  const compiled = compile(plan, options);
  assert.ok(compiled.ok, JSON.stringify(compiled.diagnostics));
  const answer = compiled.plan.load({ payees: reps, Deals: deals });
  assert.ok(answer.ok, JSON.stringify(answer.problems));
  return answer.session;
}

function cellOf(session, payee, period, line) {
  const answer = session.run();
  assert.ok(answer.ok);
  return answer.results.cells.find((cell) => cell.payee === payee && cell.period === period && cell.line === line)?.value;
}

const thrown = (code, words) => (error) => error instanceof TiercelError && error.code === code && words.test(error.message);

test('a plan, its rows, an amount', () => {
  assert.equal(cellOf(loaded(), 'A', '2026-01', 'Commission'), '170.05');
});

test('rows, columns, text and bytes give the same digest', () => {
  const compiled = compile(plan);
  const names = ['Deal', 'Rep', 'Closed', 'Amount'];
  const columns = Object.fromEntries(names.map((name) => [name, deals.map((deal) => deal[name])]));
  const text = [names.join(','), ...deals.map((deal) => names.map((name) => String(deal[name])).join(','))].join('\r\n');
  const forms = [deals, { columns }, text, new TextEncoder().encode(text)];
  const digests = forms.map((form) => compiled.plan.load({ payees: reps, Deals: form }).session.digest().digest);
  assert.equal(new Set(digests).size, 1);
});

test('bytes in GB18030 and UTF-16 are read', () => {
  const compiled = compile(plan);
  const bytes = Uint8Array.from([...Buffer.from('Rep,Name\nA,'), 0xc0, 0xee, 0xc0, 0xd7, 0x0a]);
  const { session } = compiled.plan.load({ payees: bytes, Deals: [] });
  assert.equal(session.statement('A', '2026-01').statement.name, '李雷');
  const wide = new Uint8Array(Buffer.from('\ufeffRep,Name\nA,李雷\n', 'utf16le'));
  assert.equal(compiled.plan.load({ payees: wide }).session.statement('A', '2026-01').statement.name, '李雷');
  assert.throws(() => compiled.plan.load({ payees: Uint8Array.from([0x52, 0x65, 0x70, 0x0a, 0xff, 0xff]) }), thrown('input', /bytes of payees/));
});

test('a what-if gives before, after and difference, and leaves the first session alone', () => {
  const session = loaded();
  const later = session.whatIf([{ kind: 'addRow', table: 'Deals', values: { Deal: 'D9', Rep: 'A', Closed: '2026-01-30', Amount: '2000' } }]);
  assert.ok(later.ok, JSON.stringify(later.problems));
  const found = session.differences(later.session);
  assert.ok(found.ok);
  const commission = found.differences.filter((entry) => entry.line === 'Commission');
  assert.deepEqual(commission, [
    { payee: 'A', period: '2026-01', line: 'Commission', currency: 'CNY', before: '170.05', after: '420.05', difference: '250' },
  ]);
  const third = later.session.whatIf([
    { kind: 'editRow', table: 'Deals', key: 'D9', values: { Amount: 1000n } },
    { kind: 'setParam', name: 'Extra', value: '100' },
  ]);
  assert.ok(third.ok);
  assert.equal(cellOf(third.session, 'A', '2026-01', 'Commission'), '320.05');
  const undone = later.session.whatIf([{ kind: 'removeRow', table: 'Deals', key: 'D9' }]);
  assert.equal(undone.session.digest().digest, session.digest().digest);
  assert.equal(cellOf(session, 'A', '2026-01', 'Commission'), '170.05');
});

test('a row says what figures make of it, or what keeps it out', () => {
  const session = loaded();
  const cell = { payee: 'A', period: '2026-01', line: 'Commission' };
  const told = (key) => {
    const answer = session.eligibility(cell, { table: 'Deals', key });
    assert.ok(answer.ok, JSON.stringify(answer.problems));
    return answer.entries.map(({ line, taken, gives, obstacles }) => [line, taken, gives?.value ?? null, obstacles.map((one) => one.kind)]);
  };
  assert.deepEqual(told('D1'), [['Commission', true, null, []], ['Sold', true, '1200.50', []]]);
  assert.deepEqual(told('D2'), [['Commission', false, null, ['days', 'condition']], ['Sold', false, null, ['days']]]);
  assert.deepEqual(told('D3'), [['Commission', false, null, ['owner', 'condition']], ['Sold', false, null, ['owner']]]);
  const none = session.eligibility(cell, { table: 'Deals', key: 'D7' });
  assert.equal(none.ok, false);
  assert.match(none.problems[0].message, /D7/);
});

test('a slice gives the payee the same digits, and knows nobody else', () => {
  const text = plan.replace('example "one deal"', `# The company's sales, and each one's share of them.
All_sales = SUM(Deals[Amount] for everyone)
Place = RANK(Sold for everyone)
pay Team = 1% * All_sales

example "one deal"`);
  const people = ['A', 'B', 'C', 'D', 'E'];
  const rows = people.map((Rep, index) => ({ Deal: `${Rep}-1`, Rep, Closed: '2026-01-09', Amount: `${1000 * index + 17}.25` }));
  const compiled = compile(text);
  const { session } = compiled.plan.load({ payees: people.map((Rep) => ({ Rep, Name: `Name of ${Rep}` })), Deals: rows });
  const answer = session.slice('B');
  assert.ok(answer.ok, JSON.stringify(answer.problems));
  const sent = JSON.stringify(answer.slice);
  for (const word of ['Name of A', 'C-1', '2017.25', '"C"']) assert.ok(!sent.includes(word), `${word} in ${sent}`);
  const { session: own } = compiled.plan.openSlice(JSON.parse(sent));
  const cells = (of, changes = []) => of.whatIf(changes).session.run({ payees: ['B'], to: '2026-01' }).results.cells.map((cell) => [cell.line, cell.value]);
  assert.deepEqual(cells(own), cells(session));
  assert.deepEqual(answer.slice.heldLines, ['All_sales', 'Place']);
  // One's own change is added to the total of others; what ranks stands as it is.
  const change = [{ kind: 'editRow', table: 'Deals', key: 'B-1', values: { Amount: '9000' } }];
  const without = (found) => found.filter(([line]) => line !== 'Place');
  assert.deepEqual(without(cells(own, change)), without(cells(session, change)));
  assert.deepEqual([cells(session, change), cells(own, change)].map((found) => found.find(([line]) => line === 'Place')[1]), ['1', '4']);
  const refused = own.whatIf([{ kind: 'addRow', table: 'Deals', values: { Deal: 'X', Rep: 'C', Closed: '2026-01-09', Amount: '1' } }]);
  assert.equal(refused.problems[0].code, 'data-slice-change');
  assert.equal(compile(plan).plan.openSlice(answer.slice).problems[0].code, 'data-slice-plan');
  assert.throws(() => compiled.plan.openSlice('x'), thrown('input', /the text "x"/));
});

const oneMore = { kind: 'addRow', table: 'Deals', values: { Deal: 'D9', Rep: 'A', Closed: '2026-01-30' }, column: 'Amount' };
const commission = { payee: 'A', period: '2026-01', line: 'Commission' };

test('a curve has the points where slope or value change, to the cent', () => {
  const session = loaded();
  const answer = session.curve({ change: oneMore, target: commission, to: 2000n });
  assert.ok(answer.ok, JSON.stringify(answer.problems));
  const { points, currency, step, more } = answer.curve;
  assert.deepEqual([currency, step, more], ['CNY', '0.01', false]);
  assert.deepEqual(points.map(({ input }) => input), ['0', '1000.01', '2000']);
  assert.deepEqual(points[1], { input: '1000.01', value: '320.05', below: '270.05', slope: '0.1' });
  // Each value is that of a session with the row.
  for (const { input, value } of points) {
    const later = session.whatIf([{ kind: 'addRow', table: 'Deals', values: { ...oneMore.values, Amount: input } }]);
    assert.equal(cellOf(later.session, 'A', '2026-01', 'Commission'), value);
  }
});

test('a search gives the least input, and says what it jumps over', () => {
  const session = loaded();
  const solve = (value, change = oneMore) => session.solve({ change, target: commission, value }).solution.reached;
  assert.deepEqual(solve('200'), { input: '299.45', value: '200', exact: true, below: { input: '299.44', value: '199.99' }, jumps: false });
  const jumped = solve('300');
  assert.deepEqual([jumped.input, jumped.value, jumped.exact, jumped.jumps, jumped.below.value], ['1000.01', '320.05', false, true, '270.05']);
  const param = session.solve({ change: { kind: 'setParam', name: 'Extra' }, target: commission, value: '165' }).solution;
  assert.deepEqual([param.reached.input, param.reached.value, param.certain, param.evaluations], ['50', '170.05', true, 51]);
  const scaled = session.solve({ change: { kind: 'scaleRows', table: 'Deals', keys: ['D1'], column: 'Amount' }, target: commission, value: '290.1' });
  assert.deepEqual([scaled.solution.reached.input, scaled.solution.reached.value], ['2', '290.1']);
  const never = session.solve({ change: { kind: 'setParam', name: 'Extra' }, target: commission, value: '10000' }).solution;
  assert.deepEqual([never.reached, never.highest], [null, { input: '500', value: '620.05' }]);
});

test('what can not be asked of curves and searches is refused', () => {
  const session = loaded();
  const refused = session.curve({ change: { kind: 'editRow', table: 'Deals', key: 'D1', column: 'Closed' }, target: commission, to: '10' });
  assert.equal(refused.problems[0].code, 'data-moving-column');
  assert.throws(() => session.curve({ change: oneMore, target: commission, to: 0.5 }), thrown('cell', /0\.5/));
  assert.throws(() => session.curve({ change: { kind: 'moveRow' }, target: commission, to: '1' }), thrown('input', /moveRow/));
  assert.throws(() => session.curve({ change: oneMore }), thrown('input', /target is undefined/));
  assert.throws(() => session.solve({ change: oneMore, target: commission }), thrown('input', /value is undefined/));
  assert.throws(() => session.solve(), thrown('input', /undefined/));
});

test('the cells alone are those of the results', () => {
  const session = loaded();
  for (const request of [{}, { payees: ['A'], from: '2026-01', to: '2026-02' }]) {
    assert.deepEqual(session.cells(request).cells, session.run(request).results.cells);
  }
  assert.deepEqual(session.cells().cells, session.run().results.cells);
  assert.equal(session.cells({ payees: ['Zed'] }).ok, false);
});

test('columns have the values of every row, calculated or given, in the order of the rows', () => {
  const text = plan.replace('[Amount] CNY', '[Amount] CNY\n  [Fee] = ROUND([Amount] * 1%, 2)');
  const { session } = compile(text).plan.load({ payees: reps, Deals: deals.toReversed() });
  assert.deepEqual(session.columns('Deals'), { ok: true, keys: ['D3', 'D2', 'D1'], columns: { Fee: ['0.8', '3', '12.01'] } });
  assert.deepEqual(session.columns('Deals', ['Rep', 'Amount']).columns, { Rep: ['B', 'A', 'A'], Amount: ['80', '300', '1200.5'] });
  assert.deepEqual(session.columns('payees'), { ok: true, keys: ['A', 'B'], columns: {} });
  assert.equal(session.columns('Deal').problems[0].code, 'data-change-table-near');
  assert.equal(session.columns('Deals', ['Fees']).problems[0].code, 'data-change-column-near');
  assert.throws(() => session.columns(1), thrown('input', /table is the number 1/));
});

test('large tables cross in pieces, whatever their letters', () => {
  const compiled = compile(plan);
  // Letters of one, three and four bytes, so that pieces end between any two of them.
  const name = (index) => `${'x'.repeat(index % 7)}李😀${index}`;
  const rows = Array.from({ length: 12_000 }, (_, index) => ({ Rep: `R${index}`, Name: name(index) }));
  const text = ['Rep,Name', ...rows.map((row) => `${row.Rep},${row.Name}`)].join('\n');
  for (const payees of [rows, text, new TextEncoder().encode(text), { columns: { Rep: rows.map((row) => row.Rep), Name: rows.map((row) => row.Name) } }]) {
    const { session } = compiled.plan.load({ payees });
    const { columns } = session.columns('payees', ['Name']);
    assert.deepEqual(columns.Name, rows.map((row) => row.Name));
    session.free();
  }
});

test('the sheet has a row per payee and period, for whom and when it is asked', () => {
  const session = loaded();
  const { csv } = session.sheet({ from: '2026-01', to: '2026-02' });
  assert.equal(csv, 'Payee,Period,Sold,Commission\nA,2026-01,1200.5,170.05\nA,2026-02,300,30\nB,2026-01,80,8\nB,2026-02,0,0\n');
  assert.equal(session.sheet({ payees: ['B'], to: '2026-01' }).csv, 'Payee,Period,Sold,Commission\nB,2026-01,80,8\n');
  assert.equal(session.sheet({ payees: ['Zed'] }).problems[0].code, 'data-payee-unknown');
});

test('cells stand where they stood after a change, and elsewhere where it moves them', () => {
  const session = loaded();
  const first = session.cells().cells;
  const edited = session.whatIf([{ kind: 'editRow', table: 'Deals', key: 'D1', values: { Amount: '9000' } }]).session;
  const more = edited.whatIf([{ kind: 'addRow', table: 'payees', values: { Rep: 'zz', Name: 'Z' } }]).session;
  for (const one of [edited, more, edited, session]) {
    assert.deepEqual(one.cells().cells, one.run().results.cells);
    assert.deepEqual(one.cells({ from: '2026-02' }).cells, one.run({ from: '2026-02' }).results.cells);
  }
  assert.deepEqual(session.cells().cells, first);
  assert.notDeepEqual(edited.cells().cells, first);
  const was = session.cells().cells;
  const is = session.whatIf([{ kind: 'editRow', table: 'Deals', key: 'D1', values: { Amount: '9000' } }]).session.cells().cells;
  assert.ok(was.some((cell, index) => cell === is[index]) && was.some((cell, index) => cell.value !== is[index].value));
  const odd = session.whatIf([{ kind: 'editRow', table: 'Deals', key: 'D1\ud800', values: { Amount: '1' } }]);
  assert.equal(odd.problems[0].found, 'D1\ufffd');
  const split = session.whatIf([{ kind: 'removeRow', table: 'Deals', key: 'a\tb\n\\c\\n' }]);
  assert.equal(split.problems[0].found, 'a\tb\n\\c\\n');
  assert.ok(more.cells().cells.length > first.length);
});

test('what no example touches is found, at its place in the text', () => {
  const text = plan.replace('COUNT(', 'IF(Sold > 100000, 2, 1) * COUNT(');
  const { all, untouched } = Draft.of(text).coverage();
  assert.equal(all, 2);
  assert.deepEqual(untouched.map(({ kind, file, start, end }) => [kind, file, text.slice(start, end)]), [['branch', 'plan.plan', '2']]);
});

test('versions of a plan are compared: who gets what', () => {
  const [before, after] = [plan, plan.replace('* 10%', '* 20%')].map((text) => compile(text).plan.load({ payees: reps, Deals: deals }).session);
  const paid = before.payDifferences(after, { from: '2026-01', to: '2026-01' });
  assert.deepEqual(paid.differences.map((entry) => [entry.payee, entry.before, entry.difference]), [
    [null, '178.05', '128.05'],
    ['A', '170.05', '120.05'],
    ['B', '8', '8'],
  ]);
  const cells = before.differences(after, { payees: ['B'] });
  assert.deepEqual(cells.differences.map((entry) => [entry.line, entry.difference]), [['Commission', '8']]);
});

test('a change of what is not there is refused in the language asked for', () => {
  const english = loaded().whatIf([{ kind: 'removeRow', table: 'Deals', key: 'D7' }]);
  assert.equal(english.ok, false);
  const chinese = loaded({ language: 'zh' }).whatIf([{ kind: 'removeRow', table: 'Deals', key: 'D7' }]);
  assert.equal(english.problems[0].code, chinese.problems[0].code);
  assert.match(chinese.problems[0].message, /[\u4e00-\u9fff]/);
});

test('an explanation goes down to the rows', () => {
  const answer = loaded().explain({ payee: 'A', period: '2026-01', line: 'Commission' }, 5);
  assert.ok(answer.ok);
  const inputs = [];
  (function walk(node) {
    if (node.file !== undefined) inputs.push([node.file, node.row, node.value]);
    node.children.forEach(walk);
  })(answer.explanation);
  assert.ok(inputs.some(([file, row, value]) => file === 'Deals' && row === 2 && value === '1200.50'), JSON.stringify(inputs));
});

test('diagnostics are told with places as JavaScript counts, and can be mended', () => {
  const broken = plan.replace('Two rates', '😀').replace('ROUND(Sold * 10%, 2)', 'ROUND(Sodl * 10%, 2)');
  const compiled = compile(broken);
  assert.equal(compiled.ok, false);
  const [first] = compiled.diagnostics;
  assert.equal(broken.slice(first.start, first.end), 'Sodl');
  const draft = Draft.of(broken);
  const mending = draft.fixes().find((one) => one.diagnostic.code === first.code);
  const [edit] = mending.edits;
  const mended = broken.slice(0, edit.start) + edit.text + broken.slice(edit.end);
  assert.ok(compile(mended).ok);
});

test('an editor is served', () => {
  const draft = Draft.of(plan);
  const sold = plan.indexOf('Sold * 10%');
  assert.ok(draft.tokens().length > 50);
  assert.equal(draft.outline().find((item) => item.name === 'Commission').kind, 'pay');
  assert.match(draft.hover(sold).title, /Sold/);
  const [place] = draft.definition(sold);
  assert.equal(plan.slice(place.start, place.end), 'Sold');
  assert.equal(draft.references(sold).length, 2);
  const renamed = draft.rename(sold, 'Turnover');
  assert.ok(renamed.ok && renamed.edits.length === 2);
  assert.equal(draft.rename(sold, 'SUM').ok, false);
  assert.ok(draft.complete(plan.indexOf('ROUND(Sold') + 3).some((item) => item.label.startsWith('ROUND')));
  assert.equal(draft.signature(plan.indexOf('10%, 2') + 5).active, 1);
  assert.ok(draft.folding().length >= 3);
});

test('examples of the plan are run', () => {
  assert.deepEqual(compile(plan).plan.examples().map((report) => [report.name, report.passed]), [['one deal', true]]);
});

test('a plan is described and formatted', () => {
  const { plan: checked } = compile(plan);
  const described = checked.describe();
  assert.deepEqual(described.params[0].between, ['0', '500']);
  assert.equal(format(format(plan)), format(plan));
  assert.equal(checked.digest().length, 64);
  assert.match(version(), /^\d+\.\d+\.\d+$/);
});

test('a fraction held as a number is refused with the reason', () => {
  const compiled = compile(plan);
  const load = (amount) => () => compiled.plan.load({ payees: reps, Deals: [{ ...deals[0], Amount: amount }] });
  assert.throws(load(0.1), thrown('cell', /0\.1.*exactly.*'0\.1'/));
  assert.throws(load(Number.NaN), thrown('cell', /NaN/));
  assert.throws(load({}), thrown('cell', /an object of Object/));
  assert.throws(() => whole(1.5), thrown('cell', /1\.5/));
  assert.equal(load(1200)().session.digest().digest, load('1200')().session.digest().digest);
  assert.equal(whole(7), 7n);
});

test('wrong rows come back as problems with file, row and column', () => {
  const compiled = compile(plan);
  const answer = compiled.plan.load({ payees: reps, Deals: [{ ...deals[0], Amount: 'abc' }, { ...deals[1], Rep: 'Nobody' }] });
  assert.equal(answer.ok, false);
  assert.deepEqual(answer.problems.map((problem) => [problem.file, problem.row, problem.column]), [
    ['Deals', 2, 'Amount'],
    ['Deals', 3, 'Rep'],
  ]);
  assert.equal(compiled.plan.load({ Dealz: [] }).ok, false);
});

test('what is freed says so', () => {
  const session = loaded();
  session.free();
  session.free();
  assert.throws(() => session.run(), thrown('freed', /session was freed/));
  const compiled = compile(plan);
  const kept = compiled.plan.load({ payees: reps, Deals: deals }).session;
  compiled.plan.free();
  assert.throws(() => compiled.plan.describe(), thrown('freed', /plan was freed/));
  assert.equal(cellOf(kept, 'A', '2026-01', 'Commission'), '170.05');
});

test('calls that are no calls are refused', () => {
  assert.throws(() => compile(), thrown('input', /undefined/));
  assert.throws(() => compile([{ name: 'a' }]), thrown('input', /both must be texts/));
  assert.throws(() => format(3), thrown('input', /the number 3/));
  assert.throws(() => compile(plan).plan.load(null), thrown('input', /null/));
  assert.throws(() => loaded().columns('Deals', 'Amount'), thrown('input', /columns\(\) got .*; expected a list of names/));
  assert.throws(() => loaded().columns('Deals', [5]), thrown('input', /a column is the number 5; expected a text/));
});

test('what a caller does with cells moves nothing in later ones', () => {
  const session = loaded();
  const { cells } = session.cells();
  const before = JSON.stringify(cells);
  cells.reverse();
  assert.throws(() => (cells[0].value = '1'), TypeError);
  const { session: later } = session.whatIf([{ kind: 'editRow', table: 'Deals', key: deals[0].Deal, values: { Amount: '9000' } }]);
  const fresh = compile(plan).plan.load({ payees: reps, Deals: deals.map((deal, index) => (index === 0 ? { ...deal, Amount: '9000' } : deal)) }).session;
  assert.deepEqual(later.cells().cells, fresh.cells().cells);
  assert.equal(JSON.stringify(session.cells().cells), before);
});

test('a line break in a payee’s key moves no value to another cell', () => {
  const lines = 'payees {\n  [Rep] text key\n}\nWho = payee\npay Bonus = 5\n';
  const head = 'plan "Keys"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-01-31\n';
  const { session } = compile(head + lines).plan.load({ payees: [{ Rep: 'A\nZ' }] });
  const values = session.cells().cells.map(({ payee, line, value }) => [payee, line, value]);
  assert.deepEqual(values, [['A\nZ', 'Bonus', '5'], ['A\nZ', 'Who', 'A\\nZ']]);
});

test('CommonJS has the same', async () => {
  const common = createRequire(import.meta.url)('tiercel');
  await common.init();
  const compiled = common.compile(plan);
  assert.equal(compiled.plan.load({ payees: reps, Deals: deals }).session.digest().digest, loaded().digest().digest);
});

test('init in Node does nothing, and may be called again', async () => {
  await init();
  await init();
});

test('the entry for browsers takes bytes, a module, a response, and says what came instead', async () => {
  const address = new URL('./index.js', import.meta.resolve('tiercel'));
  const browser = () => import(`${address}?${Math.random()}`);
  const bytes = readFileSync(fileURLToPath(import.meta.resolve('tiercel/wasm')));
  for (const source of [bytes, new WebAssembly.Module(bytes), new Response(bytes, { headers: { 'content-type': 'application/wasm' } })]) {
    const entry = await browser();
    assert.throws(() => entry.compile(plan), (error) => error.code === 'not-ready' && /init/.test(error.message));
    await Promise.all([entry.init(source), entry.init(source)]);
    assert.ok(entry.compile(plan).ok);
  }
  const entry = await browser();
  const refused = (source, words) => assert.rejects(entry.init(source), (error) => error.code === 'source' && words.test(error.message));
  await refused(new Response('<html>', { status: 404 }), /404/);
  await refused(new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }), /text\/html.*<!doctype html>/);
  await refused(42, /the number 42/);
  entry.initSync(bytes);
  assert.ok(entry.compile(plan).ok);
});

test('the engine inside the script works where no file can be served', async () => {
  const inline = await import('tiercel/inline');
  await inline.init();
  assert.ok(inline.compile(plan).ok);
});

test('ten thousand sessions made and freed leave memory as it was', () => {
  const compiled = compile(plan);
  const round = () => {
    const { session } = compiled.plan.load({ payees: reps, Deals: deals });
    const { session: later } = session.whatIf([{ kind: 'setParam', name: 'Extra', value: '60' }]);
    later.free();
    session.free();
  };
  for (let count = 0; count < 500; count += 1) round();
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  for (let count = 0; count < 10_000; count += 1) round();
  const after = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  assert.ok(after - before < 4_000_000, `${after - before} bytes more`);
});
