import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './app.mjs';
import { printed } from './company.mjs';

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

const figure = (text) => text.replaceAll(/[,\s]/g, '').replace('USD', '');

async function addDeal(page, amount) {
  await page.getByRole('button', { name: 'Add to Deals' }).click();
  const card = page.locator('.card.new').first();
  await card.getByText('Counts as soon as these are filled in: Amount').waitFor();
  await card.getByLabel('Product').selectOption('Cloud');
  await card.getByLabel('Years').fill('3');
  await card.getByLabel('Amount').fill(amount);
  return card;
}

test('a deal that is added pays what `tiercel run` prints for it', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  await addDeal(page, '60000');
  const commission = page.locator('.compared tr', { hasText: 'Base commission' });
  await commission.locator('.gain').waitFor();
  const cells = printed('E012', ['account-executives.plan'], 'Deals', ['NEW-1,E012,2026-09-30,new,Cloud,USD,60000,3,,,']);
  assert.equal(figure(await commission.locator('.figure').innerText()), cells.get('Commission'));
  assert.equal(figure(await page.locator('.compared tr', { hasText: 'Multi-year bonus' }).locator('.figure').innerText()), cells.get('Term'));
  assert.equal(await commission.locator('.gain').innerText(), '+5,148.88');
  assert.equal(await commission.locator('.before').innerText(), '4,150.06');
  assert.match(await page.locator('.total').innerText(), /11,018\.90\s+USD\s+\+6,348\.88\s+instead of 4,670\.02/);
  await page.locator('.total-figure').click();
  await page.getByRole('dialog').getByText('11,018.90').first().waitFor();
  assert.deepEqual(page.failures, []);
});

test('a deal is changed, moved to another month, taken away, and brought back', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  const card = page.locator('.card', { hasText: 'D00036' });
  await card.getByRole('button', { expanded: false }).click();
  await card.getByLabel('Closed').fill('2026-10-01');
  await page.locator('.compared .loss').first().waitFor();
  assert.equal(await page.locator('.compared tr', { hasText: 'Bookings' }).first().locator('.loss').innerText(), '\u22123,912.62');
  await card.getByRole('button', { name: 'Undo the changes of D00036' }).click();
  await page.locator('.total-before', { hasText: 'nothing changed yet' }).waitFor();
  await card.getByRole('button', { name: 'Remove D00036' }).click();
  await page.locator('.compared .loss').first().waitFor();
  await card.getByText('removed').waitFor();
  assert.deepEqual(page.failures, []);
});

test('a value that the data refuses is said, and nothing is computed from it', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  await addDeal(page, 'plenty');
  await page.getByText('`plenty` is not a number').waitFor();
  assert.equal(await page.locator('.gain').count(), 0);
});

test('a param is tried within its bounds', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  await page.getByRole('textbox', { name: 'Monthly cap' }).fill('3000');
  await page.locator('.compared .loss').first().waitFor();
  assert.equal(await page.locator('.compared tr', { hasText: 'Base commission' }).locator('.figure').innerText(), '3,000.00');
  await page.getByRole('button', { name: 'back to 30,000' }).click();
  await page.locator('.total-before', { hasText: 'nothing changed yet' }).waitFor();
});

test('a scenario is kept, compared and shared as a link that holds only the changes', async () => {
  const page = await app.page({ hash: '#/earnings/what-if?payee=E012&period=2026-09' });
  await addDeal(page, '60000');
  await page.getByRole('textbox', { name: 'Name of the scenario' }).fill('Big one');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('“Big one” is kept in this browser.').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('The link is copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const held = JSON.parse(Buffer.from(new URLSearchParams(link.split('?')[1]).get('changes'), 'base64url').toString());
  assert.deepEqual(held.map((change) => change.kind), ['addRow']);
  assert.ok(!JSON.stringify(held).includes('D0'));
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.locator('.total-before', { hasText: 'nothing changed yet' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Compare side by side' }).click();
  const compared = page.getByRole('region', { name: 'Compare side by side' });
  await compared.getByText('11,018.90').waitFor();
  assert.ok(await compared.getByText('4,670.02').isVisible());
  // On a low screen what is compared is seen whole, and the next change brings what it comes to into sight again.
  await page.setViewportSize({ width: 1024, height: 600 });
  await compared.getByText('YTD bookings').scrollIntoViewIfNeeded();
  const isCovered = await compared.getByText('YTD bookings').evaluate((cell) => {
    const { left, top, height } = cell.getBoundingClientRect();
    return !cell.contains(document.elementFromPoint(left + 5, top + height / 2));
  });
  assert.equal(isCovered, false);
  await page.getByRole('textbox', { name: 'Monthly cap' }).fill('3000');
  await page.locator('.compared .loss').first().waitFor();
  assert.equal(await page.locator('.what-comes').evaluate((place) => place.scrollTop), 0);

  const other = await app.page({ hash: link.slice(link.indexOf('#')) });
  await other.locator('.total-before', { hasText: 'instead of 4,670.02' }).waitFor();
  assert.match(await other.locator('.total-figure').innerText(), /^11,018\.90/);
  assert.equal(await other.getByRole('textbox', { name: 'Name of the scenario' }).inputValue(), 'Big one');
  assert.deepEqual(other.failures, []);
});
