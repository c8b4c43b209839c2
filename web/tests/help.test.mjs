// What the studio shows of a plan besides its results: what examples touch, what an argument means, what stands behind a figure.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const tab = (page, name) => page.getByRole('tab', { name }).click();

async function studio(options = {}) {
  const page = await app.page({ hash: '#/studio', ready: '.plan-editor', ...options });
  await page.getByText(/No errors|没有错误/).waitFor();
  return page;
}

/** Marks a text of the plan, as a person finds it; what is typed next takes its place. */
async function findText(page, text) {
  await page.getByRole('textbox', { name: 'covered.plan' }).click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

async function isAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`), []);
}

const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const plan = `plan "Covered"
currency USD
period month
effective 2026-01-01 to 2026-02-28

payees {
  [Rep] text key
}

table Deals by [Rep] on [Closed] {
  [Deal]   text key
  [Rep]    payee
  [Closed] date
  [Amount] USD
}

param Rate = 5% between 0% and 20%

Sold = SUM(Deals[Amount])
pay Commission = IF(Sold > 1000, Sold * Rate, 0)

example "a big one" {
  payee "Ann"  period 2026-01
  payees {
    | Rep |
    | Ann |
  }
  Deals {
    | Deal | Rep | Closed     | Amount |
    | D1   | Ann | 2026-01-05 |   2000 |
  }
  expect Commission = 100
}
`;
const people = Array.from({ length: 8 }, (_, at) => `P${String(at + 1)}`);
const deals = people.map((rep, at) => `D${String(at)},${rep},2026-01-05,${String(1500 + at * 700)}`);
const all = [file('covered.plan', plan), file('payees.csv', `Rep\n${people.join('\n')}\n`), file('Deals.csv', `Deal,Rep,Closed,Amount\n${deals.join('\n')}\n`)];

test('what no example touches is marked in the text and named beside the examples', async () => {
  const page = await studio();
  await page.locator('input[type=file]').setInputFiles(all);
  await tab(page, 'Examples');
  await page.getByText('1 of 2 rows of tables and branches; these are touched by no example:').waitFor();
  assert.equal(await page.locator('.cm-content .untouched').innerText(), '0');
  await page.locator('.coverage').getByRole('button', { name: 'branch 0' }).click();
  await page.locator('.cm-activeLine', { hasText: 'pay Commission' }).waitFor();
  await isAccessible(page);
  assert.deepEqual(page.failures, []);
});

test('the call around the caret is shown while its arguments are typed', async () => {
  const page = await studio();
  await page.locator('input[type=file]').setInputFiles(all);
  await findText(page, 'pay Commission');
  await page.keyboard.press('Home');
  await page.keyboard.type('Rounded = ROUND(Sold, ');
  const help = page.locator('.cm-tooltip.signature');
  await help.locator('b').waitFor();
  assert.equal(await help.locator('b').innerText(), 'places');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  assert.deepEqual(page.failures, []);
});

test('the picture has the values of the chosen person and month', async () => {
  const page = await studio();
  await page.locator('input[type=file]').setInputFiles(all);
  await tab(page, 'Picture');
  await page.getByRole('button', { name: 'Commission: 75.00' }).waitFor();
  await page.getByRole('combobox', { name: 'Payee' }).selectOption('P3');
  await page.getByRole('button', { name: 'Commission: 145.00' }).waitFor();
  await page.getByRole('button', { name: 'Sold: 2,900.00' }).waitFor();
  await isAccessible(page);
  assert.deepEqual(page.failures, []);
});

test('what a name is worth for the chosen person is said where it stands', async () => {
  const page = await studio();
  await page.locator('input[type=file]').setInputFiles(all);
  await page.getByRole('combobox', { name: 'Payee' }).selectOption('P3');
  await page.getByRole('button', { name: 'Why Commission is 145.00 USD' }).waitFor();
  await page.locator('.cm-content .tok-line', { hasText: 'Sold' }).first().hover();
  await page.locator('.note.hover').getByText('P3, 2026-01: 2,900.00').waitFor();
  await page.mouse.move(10, 10);
  await page.locator('.cm-content .tok-param', { hasText: 'Rate' }).first().hover();
  await page.locator('.note.hover').getByText('P3, 2026-01: 5%').waitFor();
  assert.deepEqual(page.failures, []);
});

test('a comparison says how many people gain how much', async () => {
  const page = await studio();
  await page.locator('input[type=file]').setInputFiles(all);
  await tab(page, 'Before and after');
  await page.getByText('Nobody’s pay changes.').waitFor();
  await findText(page, 'Rate = 5');
  await page.keyboard.type('Rate = 8');
  const chart = page.getByRole('figure', { name: 'How many people gain or lose how much' });
  await chart.waitFor();
  const table = chart.getByRole('table', { name: 'How many people gain or lose how much' });
  const counts = await table.locator('tbody td').allInnerTexts();
  assert.equal(counts.map((text) => Number(text)).reduce((sum, count) => sum + count, 0), people.length);
  await isAccessible(page);
  assert.deepEqual(page.failures, []);
});

test('a first plan is written step by step, by hand and by the guide', async () => {
  const page = await studio();
  await tab(page, 'Guide');
  await page.getByRole('button', { name: 'Begin with an empty plan' }).click();
  await page.getByText('Step 1 of 6.').waitFor();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Write it for me' }).click();
  await page.getByText('Step 2 of 6.').waitFor();
  await page.getByRole('button', { name: 'Write it for me' }).click();
  await page.getByText('Step 3 of 6.').waitFor();
  await page.getByRole('button', { name: 'Write it for me' }).click();
  await page.getByText('Step 4 of 6.').waitFor();
  await page.getByRole('textbox', { name: 'first.plan' }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\npay Commission = SUM(Deals[Amount]) * 5%');
  await page.keyboard.press('Escape');
  await page.getByText('Step 5 of 6.').waitFor();
  await tab(page, 'Results');
  await page.getByRole('button', { name: 'Why Commission is 750.00 USD' }).waitFor();
  await tab(page, 'Guide');
  for (const step of ['Step 6 of 6.', 'All six steps are done.']) {
    await page.getByRole('button', { name: 'Write it for me' }).click();
    await page.getByText(step).waitFor();
  }
  await tab(page, 'Results');
  await page.getByRole('button', { name: 'Why Commission is 900.00 USD' }).waitFor();
  assert.deepEqual(page.failures, []);
});
