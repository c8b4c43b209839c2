// The package's types in programs of users: ES modules, CommonJS and bundlers.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

const strict = { strict: true, noEmit: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
const libraries = { target: 'es2022', lib: ['es2022', 'dom', 'esnext.disposable'], types: [] };

function check(file, module, moduleResolution) {
  writeFileSync('tsconfig.json', JSON.stringify({ compilerOptions: { ...strict, ...libraries, module, moduleResolution }, files: [file] }));
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc'], { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    throw new Error(error.stdout);
  }
}

test('types hold, resolved as Node does', () => check('types.ts', 'nodenext', 'nodenext'));

test('types hold, resolved as bundlers do', () => check('types.ts', 'esnext', 'bundler'));

test('README: the example with types compiles', () => {
  const [, body] = readFileSync('node_modules/tiercel/README.md', 'utf8').match(/^```ts\n(.*?)^```$/ms);
  const names = body.replace("{ Sales } from './sales.js'", "{ TeamPool as Sales } from './team-pool.js'");
  writeFileSync('readme.ts', `${names}declare const source: string;\nif (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);\n`);
  check('readme.ts', 'nodenext', 'nodenext');
});

test('types hold in CommonJS', () => {
  writeFileSync('common.cts', "import tiercel = require('tiercel');\nconst compiled = tiercel.compile('');\nif (compiled.ok) compiled.plan.digest().length;\n");
  check('common.cts', 'nodenext', 'nodenext');
});
