// Figures of the built app, printed and held to nothing: `node measure.mjs start|what-if|studio|compare [RUNS] [DIST…]`.
// Of several builds (folders such as `dist`) each is measured in turn, run by run, so that both meet the same weather.
// Times are milliseconds of the page's clock: median (least–most). The page's processor is slowed down four times at the start.
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const company = fileURLToPath(new URL('../examples/company/', import.meta.url));
const data = fileURLToPath(new URL('../target/demo/data/', import.meta.url));
const SLOWER = 4;

/** What runs in the page: notes when things are seen, when the worker answers, and tasks that block for more than 50 ms. */
function watch() {
  window.seen = {};
  window.answers = [];
  window.tasks = [];
  const selectors = { header: '.header nav', name: '.page-head h1', statement: '.total-figure', history: '.bars-figure:not(:empty)' };
  new MutationObserver(() => {
    for (const [name, selector] of Object.entries(selectors)) {
      // What is in the page is on the screen with the next frame.
      if (name in window.seen || document.querySelector(selector) === null) continue;
      window.seen[name] = 0;
      requestAnimationFrame(() => setTimeout(() => { window.seen[name] = performance.now(); }));
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.tasks.push({ at: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', () => window.answers.push(performance.now()));
    }
  };
}

async function opened(server, { hash, slower = 1, width = 1280, ready }) {
  const browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const page = await (await browser.newContext({ viewport: { width, height: 900 }, locale: 'en-GB' })).newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(watch);
  await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/${hash}`, { waitUntil: 'commit' });
  if (ready !== undefined) await page.locator(ready).first().waitFor();
  return { page, close: () => browser.close() };
}

/** The studio with the account executives' plan over everybody's rows. */
async function studioOfCompany(server) {
  const { page, close } = await opened(server, { hash: '#/studio', ready: '.plan-editor' });
  const files = [join(company, 'account-executives.plan'), join(company, 'common.plan'), ...readdirSync(data).map((name) => join(data, name))];
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('textbox', { name: 'account-executives.plan' }).waitFor();
  await page.getByRole('combobox', { name: 'Payee' }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(2500);
  return { page, close };
}

const figures = {
  /** A cold start of the demo rep's page: nothing is kept, the processor is slow. */
  async start(server) {
    const { page, close } = await opened(server, { hash: '#/earnings', slower: SLOWER, width: 390 });
    await page.waitForFunction(() => window.seen.history > 0, undefined, { polling: 200, timeout: 60_000 });
    const found = await page.evaluate(() => ({
      'first paint': performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      ...window.seen,
      'longest task': Math.max(0, ...window.tasks.map((task) => task.duration)),
    }));
    await close();
    return found;
  },
  /** From the engine's last answer to the frame that shows the difference, for each of ten amounts that are typed. */
  async 'what-if'(server) {
    const { page, close } = await opened(server, { hash: '#/earnings/what-if?payee=E012&period=2026-09', ready: '.card' });
    await page.getByRole('button', { name: 'Add to Deals' }).click();
    const frames = [];
    const waits = [];
    for (let turn = 1; turn <= 10; turn += 1) {
      await page.evaluate(() => {
        window.shown = undefined;
        window.typed = performance.now();
        // By how much the total moves: nothing, until the first answer has come.
        const gain = () => document.querySelector('.total-before b')?.textContent;
        const before = gain();
        const look = () => {
          // Called before the frame is drawn: what it sees is in that frame.
          if (gain() !== before) window.shown = { at: performance.now(), answer: window.answers.at(-1) };
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await page.locator('.card.new').getByLabel('Amount').fill(String(10_000 + turn * 777));
      await page.waitForFunction(() => window.shown !== undefined);
      const { frame, wait } = await page.evaluate(() => ({ frame: window.shown.at - window.shown.answer, wait: window.shown.at - window.typed }));
      frames.push(frame);
      waits.push(wait);
    }
    await close();
    return { 'answer to frame': median(frames), 'longest of ten': Math.max(...frames), 'key to frame': median(waits) };
  },
  /** Forty letters into the plan while the worker computes 19,000 deals. */
  async studio(server) {
    const { page, close } = await studioOfCompany(server);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.evaluate(() => { window.tasks.length = 0; window.since = performance.now(); });
    for (let letter = 0; letter < 40; letter += 1) {
      await page.keyboard.type(letter === 0 ? '#' : letter % 6 === 5 ? ' ' : 'x');
      // Pauses let runs begin under the letters that follow.
      await page.waitForTimeout(letter % 8 === 7 ? 450 : 90);
    }
    await page.waitForTimeout(2500);
    const tasks = await page.evaluate(() => window.tasks);
    await close();
    return { 'tasks over 50 ms': tasks.length, 'longest task': Math.max(0, ...tasks.map((task) => task.duration)) };
  },
  /** Before and after over the whole company: from the change of a rate to the table of who gets what. */
  async compare(server) {
    const { page, close } = await studioOfCompany(server);
    await page.getByRole('tab', { name: 'Before and after' }).click();
    await page.getByText('Nobody’s pay changes.').waitFor({ timeout: 60_000 });
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('13% |');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      addEventListener('keydown', () => { window.typed = performance.now(); }, { capture: true });
      const look = () => {
        // Called before the frame is drawn: what it sees is in that frame.
        if (document.querySelector('.differences tbody tr') !== null) window.shown = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.keyboard.type('14% |');
    await page.waitForFunction(() => window.shown !== undefined, undefined, { polling: 100, timeout: 60_000 });
    const { typed, shown } = await page.evaluate(() => ({ typed: window.typed, shown: window.shown }));
    await close();
    return { 'key to table': shown - typed };
  },
};

const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];

const [what = 'start', runs = '7', ...given] = process.argv.slice(2);
const dists = given.length > 0 ? given : ['dist'];
const servers = await Promise.all(dists.map((outDir) => preview({ root, build: { outDir }, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' })));
const found = dists.map(() => []);
for (let run = 0; run < Number(runs); run += 1) for (const [at, server] of servers.entries()) found[at].push(await figures[what](server));
for (const [at, dist] of dists.entries()) {
  const names = Object.keys(found[at][0]);
  const told = names.map((name) => {
    const list = found[at].map((one) => one[name]);
    return `${name} ${median(list).toFixed(0)} (${Math.min(...list).toFixed(0)}–${Math.max(...list).toFixed(0)})`;
  });
  console.log(`${dist}: ${told.join(', ')}`);
}
for (const server of servers) await server.close();
process.exit(0);
