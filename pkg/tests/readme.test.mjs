// Every example of the package's README is run: those in Node print what the README says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { test } from 'node:test';

const text = readFileSync('node_modules/tiercel/README.md', 'utf8');
const blocks = [...text.matchAll(/^```(\S+)([^\n]*)\n(.*?)^```$/gms)].map(([, kind, info, body]) => ({ kind, info: info.trim(), body }));

blocks.forEach(({ kind, info, body }, index) => {
  if (kind === 'js' && info === '') {
    const next = blocks[index + 1];
    test(`README: the example that begins ${body.split('\n').find((line) => line.startsWith('const'))}`, () => {
      writeFileSync('readme.mjs', body);
      const printed = execFileSync(process.execPath, ['readme.mjs'], { encoding: 'utf8' });
      assert.equal(next?.kind, 'text');
      assert.equal(printed.trim(), next.body.trim());
    });
  }
  if (kind === 'jsx') test('README: the React example is JavaScript', () => void transformSync(body, { loader: 'jsx' }));
});

test('README: the examples are there', () => {
  assert.equal(blocks.filter((block) => block.kind === 'js').length, 7);
});
