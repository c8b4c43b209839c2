// Every case of the corpus, the examples and the error pages, and random plans: the package says what the native build says, byte for byte.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Draft, compile } from 'tiercel';
import { difference } from './parity.mjs';

test('the package says what the native build says', async () => {
  const lines = createInterface({ input: createReadStream(process.env.TIERCEL_PARITY) });
  const [wrong, counts] = [[], { cases: 0, random: 0, runs: 0, explanations: 0 }];
  for await (const line of lines) {
    const one = JSON.parse(line);
    counts.cases += 1;
    counts.random += one.name.startsWith('random ') ? 1 : 0;
    counts.runs += one.answer === null ? 0 : 1;
    counts.explanations += one.answer?.explained?.length ?? 0;
    const found = await difference({ draft: Draft.of, compile }, one);
    if (found !== undefined) wrong.push(`${one.name}: ${found}`);
  }
  console.log(`parity: ${counts.cases} cases, ${counts.random} of them random plans, ${counts.runs} runs, ${counts.explanations} explanations`);
  assert.ok(counts.cases > counts.random && counts.random > 0);
  assert.deepEqual(wrong.slice(0, 10), []);
});
