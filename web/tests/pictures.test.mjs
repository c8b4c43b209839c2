// What stable screens look like: each is held against its picture in tests/pictures. Letters are left out; what is drawn,
// lined and coloured is there. As letters still say how wide things are, pictures are only compared where letters are as wide
// as on the machine that took them (tests/pictures/letters.json); elsewhere they are skipped with a word. TIERCEL_UPDATE=1
// takes the pictures anew.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { openApp } from './app.mjs';

const folder = fileURLToPath(new URL('pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });

/** So much of a picture may differ: edges are drawn a little otherwise by other versions of the browser. */
const MOST = 0.004;

let app;
before(async () => {
  app = await openApp();
});
after(() => app?.close());

/** How wide letters are in the page's fonts, in tenths of a pixel. */
const widths = (page) =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    const { fontFamily } = getComputedStyle(document.body);
    return ['400 16px', '600 16px', '400 12px'].map((font) => {
      context.font = `${font} ${fontFamily}`;
      return Math.round(context.measureText('Commission 6,960.00 of quota Wil').width * 10);
    });
  });

async function isAsPictured(t, page, name) {
  const letters = `${folder}letters.json`;
  const here = await widths(page);
  if (process.env.TIERCEL_UPDATE === '1') writeFileSync(letters, `${JSON.stringify(here)}\n`);
  else if (JSON.stringify(JSON.parse(readFileSync(letters, 'utf8'))) !== JSON.stringify(here)) {
    t.skip('this machine has other fonts than the one that took the pictures');
    return;
  }
  // Boxes keep the size that a font gives them, so every letter gets the same one.
  await page.addStyleTag({ content: '*, *::before, *::after { color: transparent !important; } text { fill: transparent !important; } *, *::before, *::after { caret-color: transparent !important; transition: none !important; animation: none !important; text-decoration-color: transparent !important; }' });
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  const taken = await page.screenshot();
  const path = `${folder}${name}.png`;
  if (process.env.TIERCEL_UPDATE === '1' || !existsSync(path)) {
    writeFileSync(path, taken);
    assert.equal(process.env.TIERCEL_UPDATE, '1', `${name} had no picture; it has one now`);
    return;
  }
  const [seen, known] = [PNG.sync.read(taken), PNG.sync.read(readFileSync(path))];
  assert.deepEqual([seen.width, seen.height], [known.width, known.height]);
  const shown = new PNG({ width: seen.width, height: seen.height });
  const differing = pixelmatch(seen.data, known.data, shown.data, seen.width, seen.height, { threshold: 0.2 });
  if (differing > seen.width * seen.height * MOST) {
    mkdirSync(fileURLToPath(new URL('../.screens/', import.meta.url)), { recursive: true });
    writeFileSync(fileURLToPath(new URL(`../.screens/${name}-differs.png`, import.meta.url)), PNG.sync.write(shown));
    assert.fail(`${name}: ${differing} pixels differ; see .screens/${name}-differs.png`);
  }
}

for (const [width, colorScheme] of [[1024, 'light'], [390, 'dark']]) {
  test(`the statement at ${width} px, ${colorScheme}`, async (t) => {
    const page = await app.page({ width, colorScheme, hash: '#/earnings?payee=E012&period=2026-09' });
    await page.locator('.bars-figure:not(:empty)').nth(8).waitFor();
    await isAsPictured(t, page, `statement-${width}-${colorScheme}`);
  });

  test(`the goal at ${width} px, ${colorScheme}`, async (t) => {
    const page = await app.page({ width, colorScheme, hash: '#/earnings/goal?payee=E012&period=2026-09', ready: '.turns li' });
    await page.locator('.curve-chart canvas').waitFor();
    await isAsPictured(t, page, `goal-${width}-${colorScheme}`);
  });
}

test('the studio at 1600 px, light', async (t) => {
  const page = await app.page({ width: 1600, hash: '#/studio', ready: '.plan-editor' });
  await page.getByText('No errors').waitFor();
  await page.getByRole('tab', { name: 'Picture' }).click();
  await page.getByRole('button', { name: 'Commission: 6,960.00' }).waitFor();
  await isAsPictured(t, page, 'studio-1600-light');
});
