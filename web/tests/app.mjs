// The built app, served on an address of its own, and a browser to look at it.
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { fileURLToPath } from 'node:url';

/** Serves web/dist, or another folder, and starts the browser; `page` opens a fresh one. */
export async function openApp(outDir = 'dist') {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await preview({ root, build: { outDir }, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
  const base = `http://127.0.0.1:${server.httpServer.address().port}/`;
  const browser = await chromium.launch({ executablePath: process.env.TIERCEL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  return {
    base,
    async page({ hash = '#/earnings', width = 1024, locale = 'en-GB', colorScheme = 'light', ready = '.total-figure', before } = {}) {
      const context = await browser.newContext({ viewport: { width, height: 844 }, locale, colorScheme, permissions: ['clipboard-read', 'clipboard-write'] });
      const page = await context.newPage();
      if (before !== undefined) await page.addInitScript(before);
      page.failures = [];
      page.requests = [];
      page.on('request', (request) => page.requests.push(request.url()));
      page.on('pageerror', (error) => page.failures.push(error.message));
      page.on('console', (message) => message.type() === 'error' && page.failures.push(message.text()));
      await page.goto(base + hash);
      if (ready !== '') await page.locator(ready).first().waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
