// The package in what webpack makes of a program that imports it, run in Chromium.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import webpack from 'webpack';

const here = fileURLToPath(new URL('.', import.meta.url));

const program = `import { compile, init } from 'tiercel';
import { Engine } from 'tiercel/worker';
import { deals, plan, reps } from './plan.mjs';

async function amount() {
  await init();
  const { session } = compile(plan).plan.load({ payees: reps, Deals: deals });
  const engine = await Engine.start();
  const far = await (await engine.compile(plan)).plan.load({ payees: reps, Deals: deals });
  const digests = [session.digest().digest, (await far.session.digest()).digest];
  engine.stop();
  return [session.run().results.cells.find((cell) => cell.line === 'Commission').value, digests[0] === digests[1]];
}
globalThis.answer = amount();
`;

async function served(folder) {
  const server = createServer((request, response) => {
    const file = join(folder, normalize(new URL(request.url, 'http://localhost').pathname));
    const type = file.endsWith('.js') ? 'text/javascript' : file.endsWith('.wasm') ? 'application/wasm' : 'text/plain';
    if (existsSync(file) && statSync(file).isFile()) createReadStream(file).pipe(response.writeHead(200, { 'content-type': type }));
    else response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html' }).end('<!doctype html><title>page</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('webpack 5 bundles the package, its engine and its worker', async () => {
  writeFileSync('bundled.mjs', program);
  const path = join(here, 'webpack');
  const stats = await new Promise((resolve, reject) => {
    webpack({ mode: 'production', context: here, entry: './bundled.mjs', output: { path, publicPath: '/' } }, (error, made) => (error ? reject(error) : resolve(made)));
  });
  assert.ok(!stats.hasErrors(), stats.toString());
  assert.equal(Object.keys(stats.compilation.assets).filter((name) => name.endsWith('.wasm')).length, 1, 'one engine for page and worker');
  const server = await served(path);
  const browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.addScriptTag({ url: '/main.js' });
    assert.deepEqual(await page.evaluate(() => globalThis.answer), ['170.05', true]);
  } finally {
    await browser.close();
    server.close();
  }
});
