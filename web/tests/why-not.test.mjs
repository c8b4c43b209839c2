// “Why not?”: a row that is not in a figure says what keeps it out.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const fate = (page, line) => page.getByRole('dialog').locator('.fate', { hasText: line });

test('a deal says what it counts for; moved to another month, that it earns nothing and why', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  const card = page.locator('.card', { hasText: 'D00036' });
  await card.getByRole('button', { expanded: false }).click();
  await card.getByRole('button', { name: 'What D00036 counts for' }).click();
  const sheet = page.getByRole('dialog', { name: 'D00036' });
  await sheet.getByText('D00036 counts in September 2026 for: Multi-year bonus, Bookings.').waitFor();
  assert.equal(await fate(page, 'Bookings').first().locator('.fate-value').innerText(), 'gives 3,912.62');
  assert.equal(await fate(page, 'Multi-year bonus').locator('.fate-value').innerText(), 'gives 78.25');
  await page.keyboard.press('Escape');
  await card.getByLabel('Closed').fill('2026-10-01');
  await page.locator('.compared .loss').first().waitFor();
  await card.getByRole('button', { name: 'What D00036 counts for' }).click();
  await sheet.getByText('D00036 earns nothing in September 2026.').waitFor();
  await fate(page, 'Bookings').first().getByText('It lies on 1 Oct 2026; what counts here is 1 Sept 2026 to 30 Sept 2026.').waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((one) => one.id), []);
  assert.deepEqual(page.failures, []);
});

test('a row that is missed among a figure’s reasons is asked about by its key', async () => {
  const page = await app.page({ hash: '#/earnings?payee=E012&period=2026-09' });
  await page.getByRole('button', { name: /^Why Bookings is/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Is a row missing?').click();
  await sheet.getByLabel('The row').fill('D00060');
  await sheet.getByText(/^D00060 (counts|earns)/).waitFor();
  assert.deepEqual(page.failures, []);
});

const plan = 'plan "Small"\ncurrency USD\nperiod quarter\neffective 2026-01-01 to 2026-06-30\n\npayees {\n  [Rep] text key\n}\n\ntable Deals by [Rep] on [Closed] {\n  [Rep] payee\n  [Closed] date\n  [Kind] text\n  [Amount] USD\n}\n\nSold = SUM(Deals[Amount])\npay Commission = SUM(Deals[Amount] where Deals[Kind] = "Cloud" and Deals[Amount] > 50) * 10%\npay Prize when (Sold > 5000) = SUM(Deals[Amount]) * 1%\n';
const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('conditions are told with their values, in Chinese as well; rows without a key can be asked about, changed and added', async () => {
  const page = await app.page();
  const deals = 'Rep,Closed,Kind,Amount\nAnn,2026-02-05,Cloud,1000\n\nAnn,2026-03-06,Service,200\n';
  await page.locator('input[type=file]').setInputFiles([file('small.plan', plan), file('payees.csv', 'Rep\nAnn\n'), file('Deals.csv', deals)]);
  await page.getByRole('heading', { name: 'Ann' }).waitFor();
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2026-Q1');
  await page.getByRole('tab', { name: 'What if' }).click();
  const card = page.locator('.card', { hasText: 'Service' });
  await card.getByRole('button', { expanded: false }).click();
  await card.getByRole('button', { name: /^What #4 counts for/ }).click();
  const commission = fate(page, 'Commission');
  await commission.getByText('This condition does not hold:').waitFor();
  assert.deepEqual(await commission.locator('.obstacle code').allInnerTexts(), ['Deals[Kind] = "Cloud"', 'Service = "Cloud"']);
  await fate(page, 'Prize').getByText('Nothing is paid here, because this condition does not hold:').waitFor();
  assert.deepEqual(await fate(page, 'Prize').locator('.obstacle code').allInnerTexts(), ['Sold > 5000', '1200.00 > 5000']);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '中文' }).click();
  await card.getByRole('button', { expanded: false }).click();
  await card.getByRole('button', { name: '#4 计入哪里' }).click();
  await commission.getByText('以下条件不成立：').waitFor();
  await page.keyboard.press('Escape');
  await card.getByLabel('Kind').fill('Cloud');
  const paid = page.locator('.compared tr', { hasText: 'Commission' });
  await paid.locator('.gain').waitFor();
  assert.equal(await paid.locator('.figure').innerText(), '120.00');
  await page.getByRole('button', { name: '添加到 Deals' }).click();
  await page.locator('.card.new').getByLabel('Amount').fill('300');
  await page.locator('.card.new').getByLabel('Kind').fill('Cloud');
  await page.locator('.compared').getByText('150.00').waitFor();
  assert.deepEqual(page.failures, []);
});

test('of thousands of rows only those in sight are made, and any of them is found', async () => {
  const page = await app.page();
  const keyed = plan.replace('  [Rep] payee\n', '  [Deal] text key\n  [Rep] payee\n');
  const rows = Array.from({ length: 20_000 }, (_, at) => `D${String(at + 1)},Ann,2026-0${String((at % 3) + 1)}-05,Cloud,10`);
  await page.locator('input[type=file]').setInputFiles([file('small.plan', keyed), file('payees.csv', 'Rep\nAnn\n'), file('Deals.csv', `Deal,Rep,Closed,Kind,Amount\n${rows.join('\n')}\n`)]);
  await page.getByRole('heading', { name: 'Ann' }).waitFor();
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2026-Q1');
  await page.getByRole('tab', { name: 'What if' }).click();
  await page.getByText('20,000 of 20,000').waitFor();
  const made = await page.locator('.card').count();
  assert.ok(made > 10 && made < 100, `${String(made)} cards`);
  await page.evaluate(() => { scrollTo(0, document.documentElement.scrollHeight / 2); });
  await page.locator('.cards li[aria-posinset="9990"]').or(page.locator('.cards li[aria-posinset="10000"]')).first().waitFor();
  await page.getByRole('searchbox', { name: 'Find a row' }).fill('d17999');
  await page.getByText('1 of 20,000').waitFor();
  const card = page.locator('.card', { hasText: 'D17999' });
  await card.getByRole('button', { expanded: false }).click();
  await card.getByLabel('Amount').fill('510');
  await page.locator('.compared .gain').first().waitFor();
  assert.deepEqual(page.failures, []);
});
