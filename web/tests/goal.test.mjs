// How pay grows, and what it takes to earn an amount.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const goalPage = (options = {}) => app.page({ hash: '#/earnings/goal?payee=E012&period=2026-09', ready: '.turns li', ...options });

async function isFine(page) {
  // Colours are measured when nothing is computed any more.
  await page.locator('.stale').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(400);
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, 'nothing is wider than the screen');
  assert.deepEqual(page.failures, []);
}

test('a rep sees the next tier and its gain, and the curve has a table', async () => {
  const page = await goalPage();
  await page.getByRole('combobox', { name: 'One more row of Deals, like' }).selectOption('D00036');
  // A deal of four years: 7 % and from the next tier on 10 %, with 2 % for the term.
  await page.getByText('Now each further amount pays 9%.').waitFor();
  assert.deepEqual(await page.locator('.turns li').allInnerTexts(), [
    '28,370.62 more, and each further amount pays 12% instead of 9%.',
    '87,370.62 more, and each further amount pays 15% instead of 12%.',
  ]);
  await page.getByText('Show as a table').click();
  assert.deepEqual(await page.locator('.points tbody tr').first().locator('th, td').allInnerTexts(), ['0.00', '4,670.02', '9%']);
  assert.ok(await page.getByRole('img', { name: /^Curve: what is paid/ }).locator('canvas').isVisible());
  await isFine(page);
});

test('“I want 8000” gives the least that reaches it, and trying it pays just that', async () => {
  const page = await goalPage();
  await page.getByRole('combobox', { name: 'One more row of Deals, like' }).selectOption('D00036');
  await page.getByText('Now each further amount pays 9%.').waitFor();
  await page.getByLabel('I want').fill('8000');
  await page.getByText('one of 34,842.47; then 8,000.00 is paid').waitFor();
  await page.getByText('3 of 11,614.16 each; then 8,000.00 is paid').waitFor();
  await page.getByText(/^or \d+ of 3,912\.62 each, as D00036; then [\d,.]+ is paid$/).waitFor();
  await isFine(page);
  await page.getByRole('button', { name: 'Try 3 of 11,614.16' }).click();
  await page.locator('.total-before', { hasText: 'instead of 4,670.02' }).waitFor();
  assert.match(await page.locator('.total-figure').innerText(), /^8,000\.00/);
  assert.equal(await page.locator('.card.new').count(), 3);
  await page.getByRole('tab', { name: 'Goal' }).click();
  await page.getByLabel('I want').fill('4000');
  await page.getByText('That is reached already: 4,670.02.').waitFor();
  await page.getByLabel('I want').fill('a lot');
  await page.getByText('Write an amount, such as 5000.').waitFor();
});

const plan = 'plan "Jumps"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-03-31\n\npayees {\n  [Rep] text key\n}\n\ntable Deals by [Rep] on [Closed] {\n  [Deal] text key\n  [Rep] payee\n  [Closed] date\n  [Amount] USD\n}\n\nSold = SUM(Deals[Amount])\npay Commission = MIN(Sold * 10%, MONEY(400, USD))\npay Prize when (Sold >= 2000) = MONEY(500, USD)\n';
const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('a jump is marked and said, also where a goal lies in it; what can’t be reached is said', async () => {
  const page = await app.page();
  await page.locator('input[type=file]').setInputFiles([file('jumps.plan', plan), file('payees.csv', 'Rep\nAnn\n'), file('Deals.csv', 'Deal,Rep,Closed,Amount\nD1,Ann,2026-01-05,1000\n')]);
  await page.getByRole('heading', { name: 'Ann' }).waitFor();
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2026-01');
  await page.getByRole('tab', { name: 'Goal' }).click();
  await page.getByText('1,000.00 more, and pay jumps from 200.00 to 700.00 USD.').waitFor();
  await page.getByText('From 3,000.00 more on, nothing is added.').waitFor();
  await page.locator('.legend-jump').waitFor();
  await page.getByLabel('I want').fill('300');
  await page.getByText('one of 1,000.00; then 700.00 is paid').waitFor();
  await page.getByText('Pay jumps over it: a step less pays 200.00.').first().waitFor();
  await page.getByLabel('I want').fill('1000');
  await page.getByText('It can’t be reached so: the most is 900.00, with a row of').waitFor();
  await isFine(page);
});

test('where pay does not follow deals, what it follows is shown: here what customers paid', async () => {
  const page = await app.page({ hash: '#/earnings/goal?payee=E049&period=2026-09', width: 390, locale: 'zh-CN', colorScheme: 'dark', ready: '.curve-chart' });
  await page.getByRole('heading', { name: 'Receipts 再多一行，提成如何增长' }).waitFor();
  await page.getByText(/目前每多一份，提成增加 [\d.]+%。/).waitFor();
  await isFine(page);
});

test('where rows only count, more of them are looked at: meetings of sales development', async () => {
  const page = await app.page({ hash: '#/earnings/goal?payee=E036&period=2026-09', ready: '.by-number tbody tr' });
  const rows = page.locator('.by-number tbody tr');
  assert.deepEqual(await rows.locator('th').allInnerTexts(), ['1', '2', '3', '5', '10', '20']);
  assert.match(await rows.first().locator('.gain').innerText(), /^\+[1-9]/);
  const paid = await rows.nth(3).locator('td').first().innerText();
  await isFine(page);
  await page.getByRole('button', { name: 'Try 5 more' }).click();
  await page.locator('.card.new').nth(4).waitFor();
  await page.locator('.total-before', { hasText: /instead of|move nothing/ }).waitFor();
  assert.equal((await page.locator('.total-figure').innerText()).replaceAll(/\s+/g, ' '), paid.replaceAll(/\s+/g, ' '));
});

test('a term of the plan can be what changes: the least of it that reaches an amount, and trying it', async () => {
  const page = await goalPage();
  await page.getByRole('combobox', { name: 'What grows' }).selectOption('Monthly cap (a term of the plan)');
  await page.getByText('Now Monthly cap is 30,000, and 4,670.02 USD is paid.').waitFor();
  await page.getByRole('img', { name: 'Curve: what is paid with Monthly cap from 0 to 100,000; its points are in the table below' }).locator('canvas').waitFor();
  await page.locator('.points summary').press('Enter');
  assert.ok((await page.locator('.points tbody tr').count()) > 1);
  await page.getByLabel('I want').fill('3000');
  await page.getByText('Monthly cap must be at least 3,000; then 3,519.96 is paid').waitFor();
  await page.getByLabel('I want').fill('9000');
  await page.getByText('Monthly cap can’t reach it: from 0 to 100,000 the most is 4,670.02').waitFor();
  await page.getByLabel('I want').fill('3000');
  await isFine(page);
  await page.getByRole('button', { name: 'Try Monthly cap 3,000' }).press('Enter');
  await page.locator('.total-before', { hasText: 'instead of 4,670.02' }).waitFor();
  assert.match(await page.locator('.total-figure').innerText(), /^3,519\.96/);
  assert.equal(await page.getByLabel('Monthly cap', { exact: false }).first().inputValue(), '3000');
  assert.deepEqual(page.failures, []);
});

test('a term in percent, in Chinese on a phone', async () => {
  const page = await app.page({ hash: '#/earnings/goal?payee=E049&period=2026-09', ready: '.growth-what', width: 390, locale: 'zh-CN', colorScheme: 'dark' });
  await page.getByRole('combobox', { name: '什么在增长' }).selectOption('扣留比例（方案条件）');
  await page.getByText(/^目前 扣留比例 为 10%，应付 [\d,.]+ CNY。/).waitFor();
  await page.locator('.points summary').press('Enter');
  assert.deepEqual(await page.locator('.points tbody th').allInnerTexts(), ['0%', '30%']);
  await page.getByLabel('我想拿到').fill('1');
  await page.getByText(/^扣留比例 取最低值 0% 也能达到：应付 /).waitFor();
  await isFine(page);
});
