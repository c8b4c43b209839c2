// How long a page takes in Chromium from the start of its fetch to the first answer, above an empty one: `node page.mjs`,
// after `cargo xtask package`. TIERCEL_CHROMIUM names another browser. Every page is fetched with an empty cache; the medians
// of eleven.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, planOf, tablesOf } from './workload.mjs';

const dist = fileURLToPath(new URL('../../pkg/dist/', import.meta.url));
const { chromium } = createRequire(join(dist, '../package.json'))('playwright-core');
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html', '.json': 'application/json' };
const empty = '<!doctype html><title>page</title><script type="module">window.took = [performance.now()];</script>';
const full = `<!doctype html><title>page</title><script type="module">
  import { compile, init } from '/index.js';
  const given = fetch('/given.json').then((response) => response.json());
  const took = [performance.now()];
  await init();
  took.push(performance.now());
  const { plan, tables } = await given;
  const compiled = compile(plan);
  took.push(performance.now());
  const { session } = compiled.plan.load(tables);
  took.push(performance.now());
  const { cells } = session.cells();
  took.push(performance.now());
  window.took = cells.some((cell) => cell.line === 'Commission') ? took : undefined;
</script>`;
const given = JSON.stringify({ plan: planOf(300), tables: tablesOf(2000) });
const made = { '/empty.html': empty, '/full.html': full, '/given.json': given };

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  response.setHeader('content-type', types[extname(path)] ?? 'text/plain');
  const file = join(dist, normalize(path));
  if (path in made) response.end(made[path]);
  else if (existsSync(file)) createReadStream(file).pipe(response);
  else response.writeHead(404).end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function took(name) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/${name}.html`);
  const times = await (await page.waitForFunction(() => window.took)).jsonValue();
  await context.close();
  return times;
}

const runs = [];
await took('full');
for (let run = 0; run < 11; run += 1) runs.push([await took('empty'), await took('full')]);
const of = (value) => median(runs.map(value)).toFixed(1);
const step = (at) => of(([, full]) => full[at] - full[at - 1]);
console.log(`${of(([empty, full]) => full.at(-1) - empty[0])} ms over an empty page of ${of(([empty]) => empty[0])}:`);
console.log(`scripts ${of(([empty, full]) => full[0] - empty[0])}, engine ${step(1)}, plan ${step(2)}, load ${step(3)}, first answer ${step(4)}`);
await browser.close();
server.close();
