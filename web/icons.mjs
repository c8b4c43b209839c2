// Draws the app's icons in the sizes that systems ask for, from public/icon.svg: `node icons.mjs`. TIERCEL_CHROMIUM names the browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = (name) => fileURLToPath(new URL(`public/${name}`, import.meta.url));
const svg = readFileSync(here('icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

async function draw(name, size, image) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${image}`);
  writeFileSync(here(name), await page.screenshot({ omitBackground: true }));
  await page.close();
}

// A system cuts a maskable icon to its own shape: the ground goes to the edges, the picture stays within four fifths.
const whole = svg.replace(' rx="7"', '').replace('<path ', '<path transform="translate(16 16) scale(0.78) translate(-15.75 -15.5)" ');
await draw('icon-192.png', 192, svg);
await draw('icon-512.png', 512, svg);
await draw('icon-maskable.png', 512, whole);
await draw('icon-apple.png', 180, whole);
await browser.close();
