// The package in Chromium: a plain page, and a worker, under a policy that allows scripts of the page's own origin only.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  const file = path === '/parity.jsonl' ? process.env.TIERCEL_PARITY : join(here, normalize(path));
  if (path === '/') {
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end('<!doctype html><title>page</title>');
  } else if (path === '/plain.html') {
    const [, asked] = readme.match(/policy needs `([^`]+)`/);
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': asked });
    response.end('<!doctype html><title>page</title><p></p><script type="module" src="/plain.mjs"></script>');
  } else if (existsSync(file) && statSync(file).isFile()) {
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', 'content-security-policy': policy });
    createReadStream(file).pipe(response);
  } else {
    response.writeHead(404).end();
  }
});
const readme = readFileSync(join(here, 'node_modules/tiercel/README.md'), 'utf8');
let browser;
let page;

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
});

after(async () => {
  await browser?.close();
  server.close();
});

test('a page computes an amount', async () => {
  const value = await page.evaluate(async () => {
    const [{ compile, init }, { plan, reps, deals }] = await Promise.all([import('/node_modules/tiercel/dist/index.js'), import('/plan.mjs')]);
    await init();
    const { session } = compile(plan).plan.load({ payees: reps, Deals: deals });
    return session.run().results.cells.find((cell) => cell.line === 'Commission')?.value;
  });
  assert.equal(value, '170.05');
});

test('README: a page of one script, under the policy that is named', async () => {
  const plain = await browser.newPage();
  await plain.goto(`http://127.0.0.1:${server.address().port}/plain.html`);
  await plain.waitForFunction(() => document.querySelector('p').textContent);
  assert.equal(await plain.textContent('p'), '170.05 170.05');
  await plain.close();
});

test('a worker has the same API, in promises', async () => {
  const said = await page.evaluate(async () => {
    const [{ Engine }, { plan, reps, deals }] = await Promise.all([import('/node_modules/tiercel/dist/worker.js'), import('/plan.mjs')]);
    const engine = await Engine.start();
    const compiled = await engine.compile(plan);
    const { session } = await compiled.plan.load({ payees: reps, Deals: deals });
    const later = await session.whatIf([{ kind: 'setParam', name: 'Extra', value: '100' }]);
    const { differences } = await session.differences(later.session, { payees: ['A'] });
    const change = { kind: 'setParam', name: 'Extra' };
    const target = { payee: 'A', period: '2026-01', line: 'Commission' };
    const [{ curve }, { solution }] = await Promise.all([session.curve({ change, target }), session.solve({ change, target, value: '150' })]);
    const broken = await engine.compile(plan.replace('Sold *', 'Sodl *'), { language: 'zh' });
    const hover = await compiled.plan.draft.hover(plan.indexOf('Sold'));
    const thrown = await compiled.plan.load({ payees: [{ Rep: 0.5 }] }).catch((error) => `${error.name} ${error.code}`);
    await session.free();
    const freed = await session.run().catch((error) => error.code);
    engine.stop();
    const stopped = await engine.version().catch((error) => error.code);
    return { differences, curve, solution, broken: broken.ok, message: broken.diagnostics[0].message, hover: hover.title, thrown, freed, stopped };
  });
  const commission = said.differences.find((entry) => entry.line === 'Commission');
  assert.deepEqual([commission.before, commission.after, commission.difference], ['170.05', '220.05', '50']);
  assert.deepEqual(said.curve.points.map(({ input, value, slope }) => [input, value, slope]), [['0', '120.05', '1'], ['500', '620.05', null]]);
  assert.deepEqual([said.solution.reached.input, said.solution.reached.value, said.solution.certain], ['30', '150.05', true]);
  assert.equal(said.broken, false);
  assert.match(said.message, /[\u4e00-\u9fff]/);
  assert.match(said.hover, /Sold/);
  assert.deepEqual([said.thrown, said.freed, said.stopped], ['TiercelError cell', 'freed', 'stopped']);
});

test('a payee’s page opens its slice in one message, asked before the engine has started', async () => {
  const said = await page.evaluate(async () => {
    const [{ Engine }, { plan, reps, deals }] = await Promise.all([import('/node_modules/tiercel/dist/worker.js'), import('/plan.mjs')]);
    const office = await Engine.start();
    const compiled = await office.compile(plan);
    const { session } = await compiled.plan.load({ payees: reps, Deals: deals });
    const { slice } = await session.slice('A');
    const { statement } = await session.statement('A', '2026-01');
    office.stop();
    const engine = Engine.starting();
    const [opened, without, broken, other] = await Promise.all([
      engine.openSlice(plan, slice, '2026-01'),
      engine.openSlice(plan, slice, 'some day'),
      engine.openSlice(plan.replace('Sold *', 'Sodl *'), slice, '2026-01'),
      engine.openSlice(`${plan}\nMore = Sold + 1\n`, slice, '2026-01'),
    ]);
    const again = await opened.session.statement('A', '2026-01');
    engine.stop();
    const lost = Engine.starting({ source: '/nowhere.wasm' });
    const refused = await Promise.all([lost.ready.catch((error) => error.code), lost.version().catch((error) => error.code), lost.version().catch((error) => error.code)]);
    const promised = await Engine.start({ source: Promise.reject(new Error('no network')) }).catch((error) => error.message);
    return {
      same: [opened.statement, again.statement].map((one) => JSON.stringify(one) === JSON.stringify(statement)),
      digest: opened.digest.length,
      lines: opened.description.plans[0].lines.length,
      without: [without.ok, without.statement ?? 'none'],
      broken: [broken.ok, broken.diagnostics[0].code],
      other: [other.ok, other.problems[0].code],
      refused,
      promised,
    };
  });
  assert.deepEqual(said.same, [true, true]);
  assert.equal(said.digest, 64);
  assert.ok(said.lines > 1);
  assert.deepEqual(said.without, [true, 'none']);
  assert.equal(said.broken[0], false);
  assert.match(said.broken[1], /name|unknown/);
  assert.deepEqual(said.other, [false, 'data-slice-plan']);
  assert.deepEqual(said.refused, ['source', 'source', 'source']);
  assert.equal(said.promised, 'no network');
});

test('a call that is aborted rejects at once, and its late answer is dropped', async () => {
  const said = await page.evaluate(async () => {
    const [{ Engine }, { plan, reps, deals }] = await Promise.all([import('/node_modules/tiercel/dist/worker.js'), import('/plan.mjs')]);
    const engine = await Engine.start();
    const compiled = await engine.compile(plan);
    const abort = new AbortController();
    const running = compiled.plan.load({ payees: reps, Deals: deals }, {}, { signal: abort.signal }).catch((error) => error.name);
    const waiting = engine.compile(plan, {}, { signal: abort.signal }).catch((error) => error.name);
    abort.abort();
    const outcome = [await running, await waiting, await engine.compile(plan, {}, { signal: abort.signal }).catch((error) => error.name)];
    const next = await compiled.plan.load({ payees: reps, Deals: deals });
    engine.stop();
    return [...outcome, next.ok];
  });
  assert.deepEqual(said, ['AbortError', 'AbortError', 'AbortError', true]);
});

test('a bundle made by esbuild runs, with a worker that is given its parts', async () => {
  const source = `import address from 'tiercel/wasm';
    import { compile, init } from 'tiercel';
    import { Engine } from 'tiercel/worker';
    import { plan, reps, deals } from './plan.mjs';
    await init(address);
    const { session } = compile(plan).plan.load({ payees: reps, Deals: deals });
    const worker = new Worker('/bundle/thread.js', { type: 'module' });
    const engine = await Engine.start({ worker, source: new URL(address, location.href) });
    const far = await (await engine.compile(plan)).plan.load({ payees: reps, Deals: deals });
    globalThis.bundled = [session.digest().digest, (await far.session.digest()).digest];
    engine.stop();`;
  writeFileSync(join(here, 'bundled-by-esbuild.mjs'), source);
  await build({
    entryPoints: { app: join(here, 'bundled-by-esbuild.mjs'), thread: join(here, 'node_modules/tiercel/dist/thread.js') },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: join(here, 'bundle'),
    publicPath: '/bundle/',
    loader: { '.wasm': 'file' },
    logLevel: 'silent',
  });
  const digests = await page.evaluate(async () => {
    await import('/bundle/app.js');
    return globalThis.bundled;
  });
  assert.match(digests[0], /^[0-9a-f]{64}$/);
  assert.equal(digests[0], digests[1]);
});

test('README: the example of the worker', async () => {
  const [, body] = readme.match(/^```js worker\n(.*?)^```$/ms);
  const code = body.replace("import { Engine } from 'tiercel/worker';", '').replace('console.log(', 'return (');
  const printed = await page.evaluate(`(async () => {
    const [{ Engine }, { plan: source, reps, deals }] = await Promise.all([import('/node_modules/tiercel/dist/worker.js'), import('/plan.mjs')]);
    ${code}
  })()`);
  // Two lines in each of twelve months.
  assert.equal(printed, 24);
});

test('the worker says what the native build says', async () => {
  const { wrong, cases, random } = await page.evaluate(async () => {
    const [{ Engine }, { difference }] = await Promise.all([import('/node_modules/tiercel/dist/worker.js'), import('/parity.mjs')]);
    const engine = await Engine.start();
    const found = [];
    const counts = { cases: 0, random: 0 };
    // All lines together may be more than one text can hold.
    const reader = (await fetch('/parity.jsonl')).body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = '', done = false; !done; ) {
      const read = await reader.read();
      done = read.done;
      const lines = (rest + (read.value ?? '')).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const one = JSON.parse(line);
        const different = await difference(engine, one);
        if (different !== undefined) found.push(`${one.name}: ${different}`);
        counts.cases += 1;
        if (one.name.startsWith('random ')) counts.random += 1;
      }
    }
    engine.stop();
    return { wrong: found.slice(0, 10), ...counts };
  });
  console.log(`parity in a worker: ${cases} cases, ${random} of them random plans`);
  assert.ok(cases > random && random > 0);
  assert.deepEqual(wrong, []);
});
