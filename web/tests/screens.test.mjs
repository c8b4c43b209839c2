// Every screen of “My earnings”: nothing that axe finds, nothing that is wider than a phone, and the states that are not the happy one.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

async function isFine(page, name, isWhole = true) {
  if (isWhole) await isAccessible(page, name);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wider, 0, `${name} is ${wider} px wider than the screen`);
  assert.deepEqual(page.failures, [], name);
}

async function isAccessible(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  assert.deepEqual(found, [], name);
}

// axe takes its time: it looks once at each theme and language, widths are looked at in all.
for (const [width, locale, colorScheme, isWhole] of [[390, 'en-GB', 'light', false], [390, 'zh-CN', 'dark', true], [1024, 'zh-CN', 'light', false], [1600, 'en-GB', 'light', true]]) {
  test(`nothing is found on any screen at ${width} px, ${locale}, ${colorScheme}`, async () => {
    const page = await app.page({ width, locale, colorScheme });
    await page.locator('.bars-figure:not(:empty)').nth(8).waitFor();
    await isFine(page, 'statement', isWhole);
    await page.locator('.lines .figure').first().click();
    await page.locator('.slices').waitFor();
    // Colours are measured when the sheet has come to rest.
    await page.waitForTimeout(400);
    await isFine(page, 'why', isWhole);
    await page.keyboard.press('Escape');
    await page.getByRole('tab').nth(2).click();
    await page.locator('.turns li').first().waitFor();
    await page.locator('.goal-wish input').fill('8000');
    await page.locator('.ways li').nth(4).waitFor();
    await page.locator('.stale').first().waitFor({ state: 'detached' });
    await page.waitForTimeout(400);
    await isFine(page, 'goal', isWhole);
    await page.getByRole('tab').nth(1).click();
    await page.getByRole('button', { name: /Add to Deals|添加到 Deals/ }).click();
    await page.getByLabel('Amount').fill('12000');
    await page.locator('.gain').first().waitFor();
    await page.locator('.scenario-save button').first().click();
    await page.locator('.scenarios > .button').click();
    await page.locator('.side-by-side table').waitFor();
    await page.waitForTimeout(400);
    await isFine(page, 'what-if', isWhole);
  });
}

test('each person of the demo has a statement', async () => {
  const page = await app.page();
  for (const [payee, total] of [['E049', '王芳'], ['E036', 'Yara Costa'], ['E056', 'Lena Fischer']]) {
    await page.getByRole('combobox', { name: 'Person' }).selectOption(payee);
    await page.getByRole('heading', { name: total }).waitFor();
    await page.locator('.total-figure').waitFor();
    await isFine(page, payee, false);
  }
});

const plan = 'plan "Small"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-03-31\n\npayees {\n  [Rep] text key\n}\n\ntable Deals by [Rep] on [Closed] {\n  [Deal] text key\n  [Rep] payee\n  [Closed] date\n  [Amount] USD\n}\n\npay Commission = SUM(Deals[Amount]) * 10%\n';
const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('a rep’s own files are opened, and what is wrong with them is said with its place', async () => {
  const page = await app.page();
  const choose = (...files) => page.locator('input[type=file]').setInputFiles(files);
  const people = file('payees.csv', 'Rep\nAnn\n');
  await choose(file('small.plan', plan), people, file('Deals.csv', 'Deal,Rep,Closed,Amount\nD1,Ann,2026-01-05,1000.10\n'));
  await page.getByRole('heading', { name: 'Ann' }).waitFor();
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2026-01');
  await page.getByRole('button', { name: 'Why Commission is 100.01 USD' }).waitFor();
  await choose(file('small.plan', plan), people, file('Deals.csv', 'Deal,Rep,Closed,Amount\nD1,Ann,2026-02-30,1000\n'));
  await page.getByText('Deals, row 2, Closed').waitFor();
  await isFine(page, 'data refused');
  await choose(file('small.plan', plan.replace('SUM(', 'SMU(')), people);
  await page.getByRole('alert').getByText('small.plan, row 17').waitFor();
  await choose(people);
  await page.getByText('There is no .plan file with a plan among them.').waitFor();
  await choose(file('a.plan', plan), file('b.plan', plan));
  await page.getByText('There are several plans among them').waitFor();
  await choose(file('small.plan', plan), file('payees.csv', 'Rep\n'));
  await page.getByText('There is nobody in the data').waitFor();
  await choose(file('small.plan', plan), people, file('Deals.csv', `Deal,Rep,Closed,Amount\n${'x'.repeat(45 * 1024 * 1024)}`));
  await page.getByText('Too large for a browser').waitFor();
  await page.getByRole('button', { name: 'Demo company' }).click();
  await page.getByRole('heading', { name: 'Ana Torres' }).waitFor();
});

test('a plan by quarters has its quarters', async () => {
  const page = await app.page();
  const quarterly = plan.replace('period month', 'period quarter');
  await page.locator('input[type=file]').setInputFiles([file('small.plan', quarterly), file('payees.csv', 'Rep\nAnn\n'), file('Deals.csv', 'Deal,Rep,Closed,Amount\nD1,Ann,2026-01-05,1000.10\n')]);
  await page.getByRole('heading', { name: 'Ann' }).waitFor();
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2026-Q1');
  await page.getByRole('button', { name: 'Why Commission is 100.01 USD' }).waitFor();
});

test('a line that reads other people’s rows says so', async () => {
  const page = await app.page();
  const ranked = `${plan}\nSold = SUM(Deals[Amount])\npay Prize = IF(RANK(Sold for everyone) = 1, 50, 0)\n`;
  await page.locator('input[type=file]').setInputFiles([file('small.plan', ranked), file('payees.csv', 'Rep\nAnn\n'), file('Deals.csv', 'Deal,Rep,Closed,Amount\nD1,Ann,2026-01-05,1000\n')]);
  await page.getByRole('heading', { name: 'Ann' }).waitFor();
  const said = 'Reads other people’s rows too';
  await page.locator('.lines tr', { hasText: 'Prize' }).getByText(said).waitFor();
  await page.locator('.total').getByText(said).waitFor();
  assert.equal(await page.locator('.lines tr', { hasText: 'Commission' }).getByText(said).count(), 0);
});

test('everything is reached by the keyboard', async () => {
  const page = await app.page();
  const tabTo = async (name) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
      if (found.startsWith(name)) return;
    }
    assert.fail(`${name} is not reached`);
  };
  const tab = page.getByRole('tab', { name: 'Statement' });
  const ring = () => tab.evaluate((one) => getComputedStyle(one).outlineStyle);
  await tab.click();
  assert.equal(await ring(), 'none');
  await tab.press('ArrowRight');
  await page.waitForTimeout(100);
  await page.keyboard.press('ArrowLeft');
  await page.waitForTimeout(100);
  assert.equal(await ring(), 'solid');
  await tabTo('Why Base commission');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').locator('.slices').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.match(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), /^Why Base commission/);
  await tabTo('July 2026');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Why Base commission is 2,376\.22/ }).waitFor();
});
