// Builds the package into dist/: the engine by wasm-pack, the TypeScript by esbuild, its types by tsc.
// wasm-pack and wasm-bindgen must be found on the PATH (`cargo xtask package` puts them there). `--quick` leaves the engine
// as the compiler made it: larger, some minutes earlier. `--scripts` takes the engine of the last build.
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { notices } from './licences.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const glue = join(here, 'src/glue');
const dist = join(here, 'dist');
const engine = join(dist, 'tiercel.wasm');

// What the engine may weigh, in bytes: little more than it does. The goal is 500,000 and 160,000.
const budget = { raw: 2_300_000, brotli: 733_000 };

function run(program, ...args) {
  const PATH = [join(here, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  execFileSync(program, args, { cwd: here, stdio: 'inherit', env: { ...process.env, PATH } });
}

function buildEngine() {
  rmSync(glue, { recursive: true, force: true });
  const quick = process.argv.includes('--quick') ? ['--no-opt'] : [];
  const pack = ['--target', 'web', '--mode', 'no-install', '--no-pack', '--profile', 'wasm', '--out-name', 'glue', ...quick];
  run('wasm-pack', 'build', join(here, '../crates/wasm'), ...pack, '--out-dir', glue);
  copyFileSync(join(glue, 'glue_bg.wasm'), engine);
  // The glue starts an engine once and for all; the package starts another where one has died.
  appendFileSync(join(glue, 'glue.js'), '\nexport function reset() { wasm = undefined; }\n');
  appendFileSync(join(glue, 'glue.d.ts'), '\nexport function reset(): void;\n');
  writeFileSync(join(glue, 'base64.js'), `export const base64 = '${readFileSync(engine, 'base64')}';\n`);
  writeFileSync(join(glue, 'base64.d.ts'), 'export const base64: string;\n');
}

async function buildScripts() {
  const shared = { bundle: true, format: 'esm', target: 'es2022', sourcemap: 'linked', outdir: dist, absWorkingDir: here, logLevel: 'warning' };
  await build({ ...shared, platform: 'neutral', entryPoints: ['src/index.ts', 'src/inline.ts', 'src/worker.ts', 'src/thread.ts'] });
  await build({ ...shared, platform: 'node', entryPoints: ['src/node.ts'] });
  const address = { 'import.meta.url': 'address' };
  const banner = { js: "const address = require('node:url').pathToFileURL(__filename).href;" };
  await build({ ...shared, platform: 'node', format: 'cjs', entryPoints: ['src/node.ts'], outExtension: { '.js': '.cjs' }, define: address, banner });
}

function buildTypes() {
  run('tsc', '-p', '.');
  // CommonJS has types of its own, or TypeScript takes its entry for a module.
  for (const name of ['node', 'exports', 'api', 'cells', 'errors', 'types', 'engine', 'sweep', 'typed']) {
    const text = readFileSync(join(dist, `${name}.d.ts`), 'utf8');
    writeFileSync(join(dist, `${name}.d.cts`), text.replaceAll(/(from '\.\/[^']+)\.js'/g, "$1.cjs'").replaceAll(/(from "\.\/[^"]+)\.js"/g, '$1.cjs"'));
  }
  writeFileSync(join(dist, 'wasm.d.ts'), '/** The address of the engine, where a bundler gives one. */\ndeclare const address: string;\nexport default address;\n');
}

function copyLicences() {
  for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(here, '..', name), join(here, name));
  writeFileSync(join(here, 'THIRD-PARTY-LICENSES.txt'), notices());
}

/** Says what the engine weighs, and whether that is within the budget. */
function weigh() {
  const bytes = readFileSync(engine);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  console.log(`tiercel.wasm: ${bytes.length} bytes (at most ${budget.raw}), ${brotli} compressed by brotli (at most ${budget.brotli})`);
  return bytes.length <= budget.raw && brotli <= budget.brotli;
}

mkdirSync(dist, { recursive: true });
if (!process.argv.includes('--scripts')) buildEngine();
await buildScripts();
buildTypes();
copyLicences();
if (!weigh() && !process.argv.includes('--quick')) {
  console.error('tiercel.wasm is above its budget (build.mjs): find what made it grow, or argue for more');
  process.exitCode = 1;
}
