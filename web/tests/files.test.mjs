// Files that a reader opens: several people, a scenario's file, and what is wrong with them.
import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const plan = 'plan "Small"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-03-31\n\npayees {\n  [Rep] text key\n  [Name] text\n}\n\ntable Deals by [Rep] on [Closed] {\n  [Deal] text key\n  [Rep] payee\n  [Closed] date\n  [Amount] USD\n}\n\npay Commission = SUM(Deals[Amount]) * 10%\n';
const people = 'Name,Rep\nAnn Lee,A\nBen Ode,B\n';
const deals = 'Deal,Rep,Closed,Amount\nD1,A,2026-01-05,1000\nD2,B,2026-01-09,250\n';
const file = (name, content) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
const choose = (page, ...files) => page.locator('input[type=file]').setInputFiles(files);

test('of several people in the files each has a page', async () => {
  const page = await app.page({ hash: '#/earnings?period=2026-01' });
  await choose(page, file('small.plan', plan), file('payees.csv', people), file('Deals.csv', deals));
  await page.getByRole('heading', { name: 'Ann Lee' }).waitFor();
  await page.getByRole('button', { name: 'Why Commission is 100.00 USD' }).waitFor();
  await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Ben Ode' });
  await page.getByRole('heading', { name: 'Ben Ode' }).waitFor();
  await page.getByRole('button', { name: 'Why Commission is 25.00 USD' }).waitFor();
  assert.deepEqual(page.failures, []);
});

test('a scenario goes into a file and comes back from it', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  await page.getByRole('button', { name: 'Add to Deals' }).click();
  await page.locator('.card.new').getByLabel('Amount').fill('60000');
  await page.locator('.compared .gain').first().waitFor();
  const figure = await page.locator('.total-figure').innerText();
  await page.getByRole('textbox', { name: 'Name of the scenario' }).fill('Big one');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  assert.equal(download.suggestedFilename(), 'Big-one.json');
  const text = readFileSync(await download.path(), 'utf8');
  assert.ok(!text.includes('D00036'), 'it holds nothing of the data');
  const other = await app.page();
  await choose(other, file('Big-one.json', text));
  await other.locator('.total-before', { hasText: 'instead of 4,670.02' }).waitFor();
  assert.equal(await other.locator('.total-figure').innerText(), figure);
  assert.equal(await other.getByRole('textbox', { name: 'Name of the scenario' }).inputValue(), 'Big one');
  assert.deepEqual(other.failures, []);
});

/** A workbook with a sheet for each table; texts as they are, numbers as numbers, days as days. */
function workbook(sheets) {
  const cell = (value) => {
    if (typeof value === 'number') return `<c><v>${value}</v></c>`;
    if (value instanceof Date) return `<c s="1"><v>${value.getTime() / 86_400_000 + 25_569}</v></c>`;
    return `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  };
  const names = Object.keys(sheets);
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relation = (id, type, target) => `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
  const related = (inner) => `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  const parts = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
    '_rels/.rels': related(relation('r1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="s${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': related(names.map((_, at) => relation(`s${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)).join('') + relation('style', 'styles', 'styles.xml')),
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  names.forEach((name, at) => {
    const column = (index) => String.fromCharCode(65 + index);
    const row = (cells, line) => `<row r="${line + 1}">${cells.map((value, index) => cell(value).replace('<c', `<c r="${column(index)}${line + 1}"`)).join('')}</row>`;
    parts[`xl/worksheets/sheet${at + 1}.xml`] = `<worksheet xmlns="${main}"><sheetData>${sheets[name].map(row).join('')}</sheetData></worksheet>`;
  });
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`)])));
}

const day = (text) => new Date(`${text}T00:00:00Z`);
const book = workbook({
  payees: [['Name', 'Rep'], ['Ann Lee', 'A']],
  Deals: [['Deal', 'Rep', 'Closed', 'Amount'], ['D1', 'A', day('2026-01-05'), 1000.1], ['D2', 'A', day('2026-02-09'), 0.30000000000000004]],
});

test('a workbook has a sheet for each table, on both pages', async () => {
  const page = await app.page({ hash: '#/earnings?period=2026-01' });
  await choose(page, file('small.plan', plan), file('data.xlsx', book));
  await page.getByRole('heading', { name: 'Ann Lee' }).waitFor();
  await page.getByRole('button', { name: 'Why Commission is 100.01 USD' }).waitFor();
  await choose(page, file('small.plan', plan), file('data.xlsx', 'no workbook'));
  await page.getByRole('alert').getByText(/^data\.xlsx: /).waitFor();
  const studio = await app.page({ hash: '#/studio', ready: '.plan-editor' });
  await choose(studio, file('small.plan', plan), file('data.xlsx', book));
  await studio.getByRole('button', { name: 'Why Commission is 100.01 USD' }).waitFor();
  await studio.getByRole('tab', { name: 'Data' }).click();
  await studio.getByRole('combobox', { name: 'Table' }).selectOption('Deals');
  assert.equal(await studio.getByRole('textbox', { name: 'Amount, row 2' }).inputValue(), '0.3');
  await choose(studio, file('data.xlsx', 'no workbook'));
  await studio.getByText(/^data\.xlsx: /).waitFor();
  assert.deepEqual([...page.failures, ...studio.failures], []);
});

// Each kind: the files in place of the good ones, and what is said, with the place where there is one.
const broken = [
  ['a plan that does not parse', { 'small.plan': plan.replace('pay Commission =', 'pay Commission') }, /small\.plan, row \d+/],
  ['a function that does not exist', { 'small.plan': plan.replace('SUM(', 'SMU(') }, /`SUM`/],
  ['a file that is used and is not there', { 'small.plan': plan.replace('payees {', 'use "common.plan"\n\npayees {') }, /common\.plan/],
  ['a date that is none', { 'Deals.csv': deals.replace('2026-01-05', '2026-02-30') }, /Deals, row 2, Closed/],
  ['an amount that is none', { 'Deals.csv': deals.replace('1000', 'plenty') }, /`plenty` is not a number/],
  ['a column that is missing', { 'Deals.csv': 'Deal,Rep,Closed\nD1,A,2026-01-05\n' }, /Amount/],
  ['a key that stands twice', { 'Deals.csv': deals.replace('D2', 'D1') }, /Deals, row 3/],
  ['somebody who is not there', { 'Deals.csv': deals.replace('D1,A', 'D1,Zed') }, /`Zed`/],
  ['bytes that are no text', { 'Deals.csv': Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256) }, /Deals/],
  ['a quote that is not closed', { 'Deals.csv': 'Deal,Rep,Closed,Amount\n"D1,A,2026-01-05,1000\n' }, /Deals/],
  ['nobody', { 'payees.csv': 'Name,Rep\n' }, /There is nobody in the data|payee/],
  ['a scenario that is none', { 'alone.json': '{"tiercel":"scenario"}' }, /This file is no scenario of Tiercel\./],
];

test('what is wrong with files of twelve kinds is said, with its place, and the page goes on', async () => {
  const page = await app.page();
  for (const [kind, changed, said] of broken) {
    const good = 'alone.json' in changed ? {} : { 'small.plan': plan, 'payees.csv': people, 'Deals.csv': deals };
    await choose(page, ...Object.entries({ ...good, ...changed }).map(([name, content]) => file(name, content)));
    await page.getByRole('alert').getByText(said).first().waitFor({ timeout: 6000 }).catch(async () => {
      assert.fail(`${kind}: ${await page.locator('main').innerText()}`);
    });
  }
  await choose(page, file('small.plan', plan), file('payees.csv', people), file('Deals.csv', deals));
  await page.getByRole('heading', { name: 'Ann Lee' }).waitFor();
  assert.deepEqual(page.failures, []);
});
