// Runs the stories of the built app in Chromium: `node test.mjs`. Its closing line is `N passed, N failed`, and how
// many were skipped.
// TIERCEL_CHROMIUM names the browser, TIERCEL_PROGRAM the command line that the figures are compared with.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';

const here = fileURLToPath(new URL('.', import.meta.url));
process.chdir(here);
if (!existsSync(join(here, 'dist/index.html'))) throw new Error('web/dist is empty: build it with `cargo xtask web`');

const counts = { passed: 0, failed: 0, skipped: 0 };
const units = await startVitest('test', [], { watch: false, reporters: ['default'] });
for (const file of units.state.getTestModules()) {
  for (const test of file.children.allTests()) counts[test.result().state === 'pending' ? 'failed' : test.result().state] += 1;
  if (file.errors().length > 0) counts.failed += 1;
}
await units.close();

const wanted = process.argv.slice(2);
const files = readdirSync(join(here, 'tests')).filter((name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))));
const stream = run({ files: files.map((name) => join(here, 'tests', name)), timeout: 900_000, concurrency: 1 });
stream.on('test:pass', (test) => (counts[test.skip === undefined ? 'passed' : 'skipped'] += 1));
stream.on('test:fail', () => (counts.failed += 1));
stream.on('end', () => {
  if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
});
stream.compose(new spec()).pipe(process.stdout);
