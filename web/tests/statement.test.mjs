import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

test('a rep sees what a month pays, and goes to another month', async () => {
  const page = await app.page();
  assert.match(await page.locator('.total-figure').innerText(), /^4,670\.02\s+USD$/);
  assert.equal(await page.getByRole('button', { name: /^Why Base commission is/ }).innerText(), '4,150.06');
  await page.getByRole('button', { name: 'Previous period' }).click();
  await page.getByRole('button', { name: /^Why Base commission is 2,888\.54/ }).waitFor();
  assert.match(page.url(), /period=2026-08/);
  await page.getByRole('button', { name: /^July 2026: / }).click();
  await page.getByRole('button', { name: /^Why Base commission is 2,376\.22/ }).waitFor();
  assert.deepEqual(page.failures, []);
});

test('a number is drilled down to the row of the file', async () => {
  const page = await app.page();
  await page.getByRole('button', { name: /^Why Base commission is/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Base commission is 4,150.06: 0.00–70,800.00 at 4% makes 2,832.00; 70,800.00–89,629.39 at 7% makes 1,318.06.').waitFor();
  await sheet.locator('summary', { hasText: 'Bookings' }).last().click();
  await sheet.locator('summary', { hasText: 'SUM(Credits[Credit])' }).click();
  await sheet.locator('summary', { hasText: 'D00060' }).click();
  await sheet.locator('summary', { hasText: /^Credit\d/ }).first().click();
  await sheet.locator('summary', { hasText: /^Booked/ }).first().click();
  assert.match(await sheet.getByText(/^Deals, row/).first().innerText(), /^Deals, row \d+ of your own$/);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  assert.deepEqual(page.failures, []);
});

test('Chinese', async () => {
  const page = await app.page({ locale: 'zh-CN' });
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.getByText('应付').first().waitFor();
  assert.equal(await page.getByRole('combobox', { name: '结算周期' }).locator('option:checked').innerText(), '2026年9月');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('To be paid').first().waitFor();
});
