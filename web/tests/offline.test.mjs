// The app on a phone without a network: installed once, it goes on working.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

/** Waits until the whole app is kept. */
const kept = (page) => page.evaluate(async () => { await navigator.serviceWorker.ready; });

test('it can be installed: its manifest names icons that are there', async () => {
  const page = await app.page();
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = await (await page.request.get(new URL(href, app.base).href)).json();
  assert.equal(manifest.display, 'standalone');
  assert.ok(manifest.icons.some((icon) => icon.purpose === 'maskable') && manifest.icons.some((icon) => icon.sizes === '192x192'));
  for (const icon of manifest.icons) {
    const answer = await page.request.get(new URL(icon.src, app.base).href);
    assert.ok(answer.headers()['content-type'].startsWith(icon.type), icon.src);
  }
});

test('without a network a deal is tried and a plan is written', async () => {
  const page = await app.page();
  await kept(page);
  await page.context().setOffline(true);
  await page.getByText('Offline', { exact: true }).waitFor();
  await page.reload();
  await page.locator('.total-figure').waitFor();
  await page.getByRole('combobox', { name: 'Person' }).selectOption('E049');
  await page.getByRole('heading', { name: '王芳' }).waitFor();
  await page.getByRole('combobox', { name: 'Person' }).selectOption('E012');
  await page.getByRole('heading', { name: 'Ana Torres' }).waitFor();
  await page.getByRole('tab', { name: 'What if' }).click();
  await page.getByRole('button', { name: 'Add to Deals' }).click();
  await page.getByLabel('Amount').fill('60000');
  await page.locator('.compared .gain').first().waitFor();
  await page.getByRole('link', { name: 'Plan studio' }).click();
  await page.getByRole('button', { name: /^Why Commission is/ }).waitFor();
  await page.getByRole('tab', { name: 'Reference' }).click();
  await page.locator('.reference-panel article').first().waitFor();
  await page.context().setOffline(false);
  await page.getByText('Offline', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(page.failures, []);
});
