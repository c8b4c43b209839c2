// A newer version of the app: it is fetched beside the one that is read, says so, and waits until the reader asks for it.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openApp } from './app.mjs';

const dist = mkdtempSync(join(tmpdir(), 'tiercel-version-'));
let app;
before(async () => {
  cpSync(fileURLToPath(new URL('../dist', import.meta.url)), dist, { recursive: true });
  app = await openApp(dist);
});
after(async () => {
  await app?.close();
  rmSync(dist, { recursive: true });
});

const described = (page) => page.locator('meta[name="description"]').getAttribute('content');

/** Puts another version of the page onto the server, as a deployment does, and lets the browser look for it. */
async function release(page, text) {
  const [index, worker] = [join(dist, 'index.html'), join(dist, 'sw.js')];
  writeFileSync(index, readFileSync(index, 'utf8').replace(/(<meta name="description" content=")[^"]*/, `$1${text}`));
  const before = readFileSync(worker, 'utf8');
  const changed = before.replace(/((?:url:"index\.html",revision|revision):")([0-9a-f]+)(",url:"index\.html")?/, (whole, start, revision, end = '') => `${start}${[...revision].reverse().join('')}${end}`);
  assert.notEqual(changed, before, 'the service worker names the page');
  writeFileSync(worker, changed);
  await page.evaluate(async () => { await (await navigator.serviceWorker.ready).update(); });
}

for (const [locale, notice, later, reload] of [
  ['en-GB', 'A newer version of the app is ready.', 'Later', 'Reload'],
  ['zh-CN', '应用有新版本。', '以后再说', '重新加载'],
]) {
  test(`a newer version says so and waits, ${locale}`, async () => {
    const page = await app.page({ locale });
    await page.evaluate(async () => { await navigator.serviceWorker.ready; });
    // The page is the worker's from its next visit on.
    await page.reload();
    await page.locator('.total-figure').waitFor();
    await page.getByText(notice).waitFor({ state: 'detached' });
    const known = await described(page);
    await release(page, `a page of ${locale}`);
    await page.getByText(notice).waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map((one) => one.id), []);
    await page.getByRole('button', { name: later }).press('Enter');
    await page.getByText(notice).waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.total-figure').waitFor();
    assert.equal(await described(page), known, 'nothing is changed under the reader');
    await page.getByText(notice).waitFor();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: reload }).press('Enter')]);
    await page.locator('.total-figure').waitFor();
    assert.equal(await described(page), `a page of ${locale}`);
    assert.deepEqual(page.failures, []);
  });
}
