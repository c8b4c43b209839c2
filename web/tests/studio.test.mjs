import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const editor = (page) => page.getByRole('textbox', { name: 'plan.plan' });
const tab = (page, name) => page.getByRole('tab', { name }).click();

/** The studio with the template of account executives. */
async function studio(options = {}) {
  const page = await app.page({ hash: '#/studio', ready: '.plan-editor', ...options });
  await page.getByText(/No errors|没有错误/).waitFor();
  return page;
}

async function isNoWider(page) {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, 'nothing is wider than the screen');
}

/** Puts the caret behind a text of the plan, which is found as a person finds it. */
async function findText(page, text) {
  await editor(page).click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

test('a designer makes an error and mends it by its fix', async () => {
  const page = await studio();
  await findText(page, 'TIER([Years]');
  await page.keyboard.press('ArrowLeft');
  for (const key of ['Delete', 'Delete', 'Delete', 'Delete', 't', 'i', 'r', 'e']) await page.keyboard.press(key);
  await page.keyboard.press('Escape');
  await page.getByText('1 to mend').waitFor();
  await page.locator('.cm-lintRange-error').first().hover();
  await page.locator('.cm-diagnosticAction').first().click();
  await page.getByText('No errors').waitFor();
  assert.deepEqual(page.failures, []);
});

test('results follow the text, and a number opens its reasons', async () => {
  const page = await studio();
  await page.getByRole('button', { name: 'Why Commission is 6,960.00 USD' }).click();
  await page.getByRole('dialog').getByText('Commission is 6,960.00').waitFor();
  await page.keyboard.press('Escape');
  await findText(page, '|         0% |   8% |');
  await page.keyboard.type('|         0% |  10% |');
  await page.getByRole('button', { name: 'Why Commission is 8,700.00 USD' }).waitFor();
  assert.deepEqual(page.failures, []);
});

test('an example fails when the plan pays otherwise, and passes when it is undone', async () => {
  const page = await studio();
  await tab(page, 'Examples');
  const counts = page.locator('.examples-panel [role=status]');
  const all = await counts.innerText();
  await findText(page, '|         0% |   8% |');
  await page.keyboard.type('|         0% |  10% |');
  await page.locator('.examples-panel .failed').first().waitFor();
  await page.locator('.examples-panel .failed > button').first().click();
  await page.locator('.mark.failed').first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.examples-panel .failed').first().waitFor({ state: 'detached' });
  assert.equal(await counts.innerText(), all);
});

test('a result is made an example, which passes', async () => {
  const page = await studio();
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2026-02');
  await page.getByRole('button', { name: 'Make an example of it' }).click();
  const made = page.locator('.examples-panel li', { hasText: 'ana in 2026-02' });
  await made.waitFor();
  await page.getByText('No errors').waitFor();
  assert.equal(await made.getAttribute('class'), 'passed');
  await page.locator('.cm-content').getByText('"ana in 2026-02"').waitFor();
});

test('two versions are compared: whose pay changes, by how much, and which line', async () => {
  const page = await studio();
  await findText(page, '|         0% |   8% |');
  await page.keyboard.type('|         0% |  10% |');
  await tab(page, 'Before and after');
  const everybody = page.locator('.differences .everybody');
  await everybody.waitFor();
  assert.match(await everybody.innerText(), /^Everybody/);
  const people = page.locator('.differences tr:not(.everybody) > th button[aria-expanded]');
  assert.deepEqual(await people.allInnerTexts(), ['ana', 'ben']);
  const difference = page.getByRole('columnheader', { name: 'Difference' });
  await difference.getByRole('button').press('Enter');
  assert.equal(await difference.getAttribute('aria-sort'), 'descending');
  assert.deepEqual(await people.allInnerTexts(), ['ana', 'ben']);
  await difference.getByRole('button').press('Enter');
  assert.deepEqual(await people.allInnerTexts(), ['ben', 'ana']);
  await page.getByRole('button', { name: 'ana' }).click();
  await page.locator('.compare-lines').getByText(/2026-01 Commission: 6,960.00 → 8,700.00/).waitFor();
  await page.locator('.compare-lines').getByRole('button', { name: 'Why Commission is 8,700.00' }).click();
  await page.getByRole('dialog').getByText('Commission is 8,700.00').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save version' }).click();
  await page.getByText('Nobody’s pay changes.').waitFor();
  assert.deepEqual(page.failures, []);
});

for (const width of [390, 1024]) {
  test(`a comparison with its lines is no wider than a screen of ${width} px, in Chinese`, async () => {
    const page = await studio({ width, locale: 'zh-CN', colorScheme: 'dark' });
    await tab(page, '费率');
    await page.getByRole('combobox', { name: '费率表' }).selectOption('Accelerator');
    const rate = page.getByRole('textbox', { name: 'Rate，第 1 行' });
    await rate.fill('10%');
    await rate.press('Enter');
    await tab(page, '前后对比');
    await page.getByRole('button', { name: 'ana' }).click();
    await page.locator('.compare-lines li').first().waitFor();
    await isNoWider(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`), []);
  });
}

test('the editor’s own words are the reader’s, and change with the language', async () => {
  const page = await studio({ locale: 'zh-CN' });
  await editor(page).click();
  await page.keyboard.press('Control+f');
  await page.locator('.cm-search').getByPlaceholder('查找').waitFor();
  await page.getByRole('button', { name: '全部替换' }).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((one) => one.id), []);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'English' }).click();
  await editor(page).click();
  await page.keyboard.press('Control+f');
  await page.locator('.cm-search').getByPlaceholder('Find').waitFor();
});

test('sample data is edited and pasted as in a spreadsheet', async () => {
  const page = await studio();
  await tab(page, 'Data');
  await page.getByRole('combobox', { name: 'Table' }).selectOption('Deals');
  const first = page.getByRole('textbox', { name: 'ACV, row 1' });
  await first.fill('not a number');
  await first.press('Enter');
  await tab(page, 'Results');
  await page.getByText('The data has problems').waitFor();
  await page.getByText('Deals, row 2').waitFor();
  await tab(page, 'Data');
  await page.getByRole('combobox', { name: 'Table' }).selectOption('Deals');
  await page.getByRole('textbox', { name: 'ACV, row 1' }).evaluate((input) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '50000\t1\n60000\t2\n');
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  assert.equal(await page.getByRole('textbox', { name: 'ACV, row 2' }).inputValue(), '60000');
  await tab(page, 'Results');
  await page.getByRole('button', { name: /^Why Commission is/ }).waitFor();
});

test('tiers are edited as a sheet, which edits the text', async () => {
  const page = await studio();
  await tab(page, 'Rates');
  await page.getByRole('combobox', { name: 'Rate table' }).selectOption('Accelerator');
  const rate = page.getByRole('textbox', { name: 'Rate, row 1' });
  await rate.fill('10%');
  await rate.press('Enter');
  await tab(page, 'Results');
  await page.getByRole('button', { name: 'Why Commission is 8,700.00 USD' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Why Commission is 6,960.00 USD' }).waitFor();
});

test('a name is renamed everywhere, its declaration found, the text formatted', async () => {
  const page = await studio();
  await findText(page, 'Term_weight)');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New name').fill('SUM');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('New name').fill('Weights');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('No errors').waitFor();
  const text = () => editor(page).evaluate((content) => content.innerText);
  assert.equal((await text()).match(/Weights/g).length, 2);
  await findText(page, 'Weights)');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('F12');
  await page.waitForTimeout(400);
  assert.match(await page.locator('.cm-activeLine').innerText(), /^tiers Weights/);
});

test('a rename reaches the other files of a plan', async () => {
  const page = await studio();
  const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const shared = 'payees {\n  [Rep] text key\n}\n\nparam Rate = 5% between 0% and 10%\n';
  const main = 'plan "Two files"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-03-31\n\nuse "shared.plan"\n\npay Commission = MONEY(100, USD) * Rate\n';
  await page.locator('input[type=file]').setInputFiles([file('main.plan', main), file('shared.plan', shared), file('payees.csv', 'Rep\nAnn\n')]);
  const text = page.getByRole('textbox', { name: 'main.plan' });
  await page.getByRole('button', { name: 'Why Commission is 5.00 USD' }).waitFor();
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  await page.keyboard.press('F2');
  await page.getByRole('dialog').getByLabel('New name').fill('Share');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.getByText('No errors').waitFor();
  await page.getByRole('combobox', { name: 'File' }).selectOption({ label: 'shared.plan' });
  await page.getByRole('textbox', { name: 'shared.plan' }).getByText('Share').waitFor();
});

test('completion and hover help while one types', async () => {
  const page = await studio();
  await page.locator('.tok-function', { hasText: 'TIER' }).first().hover();
  await page.locator('.note.hover').waitFor();
  await findText(page, '[Credit] = [ACV] * ');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('ROU');
  await page.locator('.cm-tooltip-autocomplete').getByText('ROUND', { exact: true }).waitFor();
  const help = page.locator('.cm-completionInfo');
  await help.getByText('ROUND(2.345, 2)').waitFor();
  // Beside the list, and not cut off by it.
  const isSeen = await help.evaluate((box) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return box.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  assert.ok(isSeen);
  await page.keyboard.press('Escape');
});

test('the picture shows what feeds what, and leads to a declaration', async () => {
  const page = await studio();
  await tab(page, 'Picture');
  await page.getByRole('button', { name: 'Commission: 6,960.00' }).click();
  await page.waitForTimeout(400);
  assert.match(await page.locator('.cm-activeLine').innerText(), /Commission/);
});

test('the language reference is searched beside the text', async () => {
  const page = await studio();
  await tab(page, 'Reference');
  await page.getByRole('searchbox', { name: 'Search the language reference' }).fill('marginal slice');
  await page.locator('.reference-panel article').first().getByText('MARGINAL').first().waitFor();
  await page.getByRole('searchbox').fill('no such words at all zzz');
  await page.getByText('Nothing in the reference has all these words.').waitFor();
});

test('a function is found by what it does, and goes into the text at the caret', async () => {
  const page = await studio();
  await findText(page, '[ACV] * ');
  await page.keyboard.press('ArrowRight');
  await tab(page, 'Functions');
  await page.getByRole('searchbox', { name: 'Search the functions' }).fill('nearest multiple');
  await page.getByRole('button', { name: 'Insert MROUND' }).press('Enter');
  assert.match(await page.locator('.cm-activeLine').innerText(), /MROUND\(\)/);
  assert.equal(await page.evaluate(() => document.activeElement?.className.includes('cm-content')), true);
  await page.keyboard.press('Control+z');
  assert.equal(await page.locator('.cm-content').getByText('MROUND').count(), 0);
  const { violations } = await new AxeBuilder({ page }).include('.functions-panel').analyze();
  assert.deepEqual(violations.map((one) => one.id), []);
  assert.deepEqual(page.failures, []);
});

test('the language reference is in the reader’s language', async () => {
  const page = await studio({ locale: 'zh-CN' });
  await tab(page, '语言参考');
  await page.getByRole('searchbox', { name: '搜索语言参考' }).fill('时间窗口');
  await page.locator('.reference-panel article').first().getByText('窗口').first().waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Nothing in the reference has all these words.').waitFor();
  await page.getByRole('searchbox').fill('marginal slice');
  await page.locator('.reference-panel article').first().getByText('MARGINAL').first().waitFor();
  assert.deepEqual(page.failures, []);
});

test('another template is opened; work is kept over a reload', async () => {
  const page = await studio();
  await page.getByRole('combobox', { name: 'Start from' }).selectOption('sdr-meetings');
  await page.locator('.cm-content').getByText('"SDR meetings 2026"').waitFor();
  await page.reload();
  await page.locator('.cm-content').getByText('"SDR meetings 2026"').waitFor();
  await page.getByText('No errors').waitFor();
});

for (const options of [{ locale: 'zh-CN' }, { colorScheme: 'dark' }, { width: 390, height: 844 }]) {
  test(`axe finds nothing: ${JSON.stringify(options)}`, async () => {
    const page = await studio(options);
    for (const panel of await page.getByRole('tab').all()) {
      await panel.click();
      await page.waitForTimeout(500);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`), []);
      await isNoWider(page);
    }
  });
}

test('a row of the sample data says what it counts for, by the keyboard as well', async () => {
  const page = await studio();
  await tab(page, 'Data');
  await page.getByRole('combobox', { name: 'Table' }).selectOption('Deals');
  await page.getByRole('button', { name: 'What row 1 counts for' }).press('Enter');
  const sheet = page.getByRole('dialog');
  await sheet.locator('.fates > li').first().waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((one) => one.id), []);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'What row 1 counts for');
  assert.deepEqual(page.failures, []);
});

test('below a row that is blank the right row is asked about', async () => {
  const page = await studio();
  await tab(page, 'Data');
  await page.getByRole('combobox', { name: 'Table' }).selectOption('Deals');
  const cells = (row) => page.getByRole('textbox', { name: new RegExp(`, row ${row}$`) });
  const key = await cells(3).first().inputValue();
  await cells(2).first().evaluate((input, columns) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', `${Array(columns).fill('').join('\t')}\n`);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, await cells(2).count());
  await page.getByRole('button', { name: 'What row 3 counts for' }).click();
  await page.getByRole('dialog').getByText(key).first().waitFor();
  assert.deepEqual(page.failures, []);
});

test('among a figure’s reasons a row that is missing can be asked about', async () => {
  const page = await studio();
  await page.getByRole('button', { name: /^Why Commission is/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.locator('.missing-row summary').press('Enter');
  const key = await sheet.locator('datalist option').first().getAttribute('value');
  await sheet.getByLabel('The row').fill(key);
  await sheet.locator('.fates > li').first().waitFor();
  assert.deepEqual(page.failures, []);
});
