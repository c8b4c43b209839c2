// The package in Deno, in Bun, in a page of Vite and in a site of Next, installed beside them from its tarball.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { compile } from 'tiercel';
import { deals, plan, reps } from './plan.mjs';

const hosts = process.env.TIERCEL_HOSTS;
const program = (name) => join(hosts, 'node_modules/.bin', name);
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
const run = (name, args, folder = '.') => execFileSync(program(name), args, { cwd: join(hosts, folder), env, encoding: 'utf8', stdio: 'pipe' });
const digest = compile(plan).plan.load({ payees: reps, Deals: deals }).session.digest().digest;
const readme = readFileSync('node_modules/tiercel/README.md', 'utf8');

/** Whether a registry has a program for this machine, or why its test is skipped. */
function lacks(name) {
  try {
    run(name, ['--version']);
    return false;
  } catch {
    return `there is no ${name} for this machine`;
  }
}

/** A port that nobody listens at. */
async function free() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
});

after(() => browser?.close());

/** The text of an element of a page, once it has one. */
async function shown(address, selector) {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    await page.waitForFunction((found) => document.querySelector(found)?.textContent, selector, { timeout: 30_000 });
    return await page.textContent(selector);
  } finally {
    await page.close();
  }
}

/** Asks a server for something; it is ended behind that. */
async function served(name, args, folder, ask) {
  const port = await free();
  const server = spawn(program(name), [...args, '--port', String(port)], { cwd: join(hosts, folder), env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (said += data));
  try {
    const address = `http://127.0.0.1:${port}`;
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(address).catch(() => undefined);
      if (answer?.ok) break;
      if (tries === 150 || server.exitCode !== null) throw new Error(`${name} ${args.join(' ')} does not answer: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await ask(address);
  } finally {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  }
}

test('Deno runs the package and its worker', { skip: lacks('deno') }, () => {
  const [, permission] = readme.match(/`deno run (--allow-read=\S+) /);
  assert.equal(run('deno', ['run', '--no-remote', '--no-prompt', permission, 'print.mjs']), `${digest} ${digest}\n`);
});

test('Bun runs the package and its worker', { skip: lacks('bun') }, () => {
  assert.equal(run('bun', ['print.mjs']), `${digest} ${digest}\n`);
});

test('Vite serves and bundles the package, its engine and its worker', async () => {
  await served('vite', ['--host', '127.0.0.1', '--strictPort'], 'vite', async (address) => {
    assert.equal(await shown(`${address}/`, 'p'), `${digest} ${digest}`);
  });
  run('vite', ['build', '--logLevel', 'warn'], 'vite');
  await served('vite', ['preview', '--host', '127.0.0.1', '--strictPort'], 'vite', async (address) => {
    assert.equal(await shown(`${address}/`, 'p'), `${digest} ${digest}`);
  });
});

test('README: Next computes on the server, in the page and in a worker', async () => {
  const blocks = [...readme.matchAll(/^```jsx next (\S+)\n(.*?)^```$/gms)];
  assert.deepEqual(blocks.map(([, name]) => name), ['page.jsx', 'commission.jsx']);
  for (const [, name, body] of blocks) writeFileSync(join(hosts, 'next/app', name), body);
  run('next', ['build'], 'next');
  assert.ok(existsSync(join(hosts, 'next/.next/BUILD_ID')));
  await served('next', ['start', '--hostname', '127.0.0.1'], 'next', async (address) => {
    const html = await (await fetch(address)).text();
    assert.match(html, /<p>170\.05<\/p>/);
    assert.equal(await shown(address, 'p + p'), '170.05');
    assert.equal(await shown(`${address}/plain`, 'p'), digest);
    assert.equal(await (await fetch(`${address}/amount`)).text(), digest);
  });
});
