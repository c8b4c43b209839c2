// What the first sight of a statement costs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

/** The app's own scripts at first sight, compressed as a server sends them. */
const MOST = 120 * 1024;

/** Notes in the page when the first statement is there. */
function noteFirstSight() {
  const watch = new MutationObserver(() => {
    if (document.querySelector('.total-figure') === null) return;
    window.firstSight = performance.now();
    watch.disconnect();
  });
  watch.observe(document, { childList: true, subtree: true });
}

test('the page says whose it is while the engine is on its way', async () => {
  const page = await app.page({ ready: '', hash: '#/earnings?payee=E036', before: () => { window.Worker = class extends EventTarget { postMessage() {} terminate() {} }; } });
  await page.getByRole('heading', { name: 'Yara Costa' }).waitFor();
  await page.getByText('Starting the engine…').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Person' }).inputValue(), 'E036');
  assert.deepEqual(page.failures, []);
});

test('the first statement needs few scripts, and the engine once', async () => {
  const page = await app.page({ ready: '', before: noteFirstSight });
  await page.locator('.total-figure').waitFor();
  const entries = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name, startTime }) => ({ name, startTime })));
  // What comes behind the first sight does not count.
  const shown = await page.evaluate(() => window.firstSight);
  const scripts = entries.filter((one) => one.name.endsWith('.js') && one.startTime < shown);
  let bytes = 0;
  for (const { name } of scripts) bytes += gzipSync(await (await page.request.get(name)).body()).length;
  assert.ok(bytes > 10_000 && bytes <= MOST, `${String(bytes)} bytes`);
  // The worker's requests are no entries of the page.
  assert.equal(page.requests.filter((address) => address.endsWith('.wasm')).length, 1, 'the engine is fetched once');
  assert.ok(!entries.some((one) => one.name.includes('StudioPage')));
  assert.deepEqual(page.failures, []);
});
