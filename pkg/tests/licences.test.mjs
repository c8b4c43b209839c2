// The notices of what the engine is linked from, in the package as it is installed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('the notices name every crate of the engine, with its licence and the text', () => {
  const notices = readFileSync('node_modules/tiercel/THIRD-PARTY-LICENSES.txt', 'utf8');
  const linked = JSON.parse(process.env.TIERCEL_LINKED ?? '[]');
  assert.ok(linked.length > 10, `only ${linked.length} crates are linked`);
  const [list, ...parts] = notices.split(`${'-'.repeat(80)}\n`);
  for (const crate of linked) {
    assert.match(list, new RegExp(`^${crate.replaceAll(/[.+]/g, '\\$&')} \\(.+\\)$`, 'm'), `${crate} is not named`);
    const texts = parts.filter((part) => part.split('\n\n')[0].split('\n').includes(crate));
    assert.ok(texts.some((text) => text.length > 300), `no text of ${crate}`);
  }
});
