// What a person's page has of others: nothing but totals and last values, and it says so.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openApp } from './app.mjs';
import { printed, rowsOf } from './company.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const manager = '#/earnings?payee=E005&period=2026-09';
const figure = (text) => text.replaceAll(/[,\s]/g, '').replace('USD', '');

/** What a person's page is sent: of the list of the demo's people only what is told of the first. */
async function received(payee) {
  const page = await app.page({ hash: `#/earnings?payee=${payee}` });
  const names = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.endsWith('.json')));
  const all = await Promise.all(names.map(async (name) => (await page.request.get(name)).json()));
  return all.map((one) => one.first ?? one).find((one) => one.slice.payee === payee);
}

for (const payee of ['E012', 'E005']) {
  test(`the page of ${payee} is sent no key, name, deal or amount of anybody else`, async () => {
    const { slice } = await received(payee);
    const cells = JSON.stringify(slice);
    const [, ...people] = rowsOf('payees');
    assert.ok(cells.includes(`"${payee}"`));
    for (const [key, name] of people) if (key !== payee) assert.ok(!cells.includes(`"${key}"`) && !cells.includes(name), `${key} ${name}`);
    const [heading, ...deals] = rowsOf('Deals');
    const at = (name) => heading.indexOf(name);
    const isOwn = (row) => row[at('Owner')] === payee || row[at('Second')] === payee;
    const own = new Set(slice.tables.flatMap((table) => table.rows.flat()));
    const amounts = new Set(deals.filter(isOwn).map((row) => row[at('Amount')]));
    const told = deals.filter((row) => !isOwn(row) && (own.has(row[0]) || (own.has(row[at('Amount')]) && !amounts.has(row[at('Amount')]) && row[at('Amount')].length > 6)));
    assert.deepEqual(told, []);
    assert.ok(deals.filter(isOwn).every((row) => own.has(row[0])), 'the own deals are there');
  });
}

test('a manager sees the figures of payroll; what can’t be previewed and what is a total over others says so', async () => {
  const page = await app.page({ hash: manager });
  const cells = printed('E005', ['managers.plan', 'account-executives.plan']);
  const row = (label) => page.locator('.lines tr', { hasText: label });
  assert.equal(figure(await row('Override on direct reports').locator('.figure').innerText()), Number(cells.get('Override')).toFixed(2));
  assert.equal(figure(await row('Team quota').locator('.figure').innerText()), Number(cells.get('Team_quota')).toFixed(2));
  await row('Override on direct reports').getByText('Can’t be previewed, as it needs others’ figures: this is its last value.').waitFor();
  assert.equal(await row('Team quota').locator('.beyond').count(), 0);
  await page.locator('.total').getByText('A part of it can’t be previewed and keeps its last value.').waitFor();
  await page.getByText('Computed in this browser from your own rows and totals over others. Payroll decides.').waitFor();
  await page.getByRole('button', { name: /^Why Override on direct reports is/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('It needs others’ figures, which are not in this page, so it can’t be previewed.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Why Team quota is/ }).click();
  await sheet.getByText(/^Team quota is ([\d,.]+); \1 of it is a sealed total over others \(\d+\)\.$/).waitFor();
  await sheet.locator('summary', { hasText: 'SUM(Quota for team)' }).click();
  await sheet.getByText(/^Total over others \(\d+\)/).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((one) => one.id), []);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Why To be paid is/ }).click();
  await sheet.getByText('Override on direct reports').first().waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(page.failures, []);
});

test('a manager’s other tabs work as well, in Chinese on a phone', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E005&period=2026-09', width: 390, locale: 'zh-CN', colorScheme: 'dark' });
  await page.getByText('需要他人的数据，无法预览，显示的是最近一次的结果。').first().waitFor();
  await page.getByRole('tab', { name: '目标' }).click();
  await page.getByText('本页没有您自己的、能让这份提成增长的数据：它取决于他人的业绩。').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, 'nothing is wider than the screen');
  assert.deepEqual(page.failures, []);
});

test('a manager is told of her own plan alone, and offered what moves her own lines', async () => {
  const page = await app.page({ hash: manager });
  const strip = page.locator('.preview');
  await strip.getByText('Sales managers').waitFor();
  assert.ok(!(await strip.innerText()).includes('Account executives'), await strip.innerText());
  await page.getByRole('tab', { name: 'What if' }).click();
  await page.locator('.compared').waitFor();
  await page.getByText('Nothing of your own that this page knows makes this pay grow: it comes of what others do.').waitFor();
  assert.equal(await page.getByText('Monthly cap').count(), 0, 'the other plan’s param is not hers');
  assert.equal(await page.getByRole('button', { name: /^Add to/ }).count(), 0);
  assert.deepEqual(page.failures, []);
});

const folder = join(fileURLToPath(new URL('../..', import.meta.url)), 'target/demo/slices/E005');
const plans = ['managers.plan', 'account-executives.plan', 'common.plan'].map((name) => join(fileURLToPath(new URL('../../examples/company', import.meta.url)), name));
const inFolder = readdirSync(folder).map((name) => join(folder, name));

test('a folder that `tiercel slice` wrote is opened as a slice, whatever the order of its plans', async () => {
  const page = await app.page({ hash: manager });
  const figures = () => page.locator('.lines .figure, .total-figure').allInnerTexts();
  const before = await figures();
  await page.locator('input[type=file]').setInputFiles([...plans.slice(1), ...inFolder, plans[0]]);
  await page.getByRole('button', { name: 'Demo company' }).waitFor();
  await page.locator('.lines tr', { hasText: 'Override on direct reports' }).getByText('Can’t be previewed, as it needs others’ figures: this is its last value.').waitFor();
  assert.deepEqual(await figures(), before);
  await page.getByRole('button', { name: /^Why Team quota is/ }).click();
  await page.getByRole('dialog').getByText(/^Team quota is/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Why To be paid is/ }).click();
  await page.getByRole('dialog').getByText('Override on direct reports').first().waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(page.failures, []);
});

test('a slice of another plan says so', async () => {
  const page = await app.page({ hash: manager });
  await page.locator('input[type=file]').setInputFiles([plans[1], plans[2], ...inFolder]);
  await page.getByText('belongs to another plan').waitFor();
  assert.deepEqual(page.failures, []);
});

test('the folder itself is dropped, with the plans beside it', async () => {
  const page = await app.page({ hash: '#/earnings?payee=E012&period=2026-09' });
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder, ...plans], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await cdp.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await page.getByText('Override on direct reports').first().waitFor();
  assert.deepEqual(page.failures, []);
});

test('where rows are one’s own alone, their numbers say so', async () => {
  const page = await app.page({ hash: '#/earnings?payee=E012&period=2026-09' });
  await page.getByRole('button', { name: /^Why Bookings is/ }).click();
  const sheet = page.getByRole('dialog');
  for (let depth = 0; depth < 4 && (await sheet.locator('.source:visible').count()) === 0; depth += 1) await sheet.locator('details:not([open]) > summary').first().click();
  await sheet.locator('.source:visible', { hasText: /, row \d+ of your own$/ }).first().waitFor();
  assert.deepEqual(page.failures, []);
});
