// Packs what was built, installs it into an empty folder, and runs the tests there: `node test.mjs`.
// TIERCEL_PARITY names the file that `parity` of the conformance tests has written, TIERCEL_CHROMIUM the browser;
// TIERCEL_MINUTES is how long a file of tests may take.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { linked } from './licences.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, '../target/package-test'));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: here, encoding: 'utf8' }));
console.log(`${packed.filename}: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked, ${packed.entryCount} files`);
writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename)], { cwd: folder, stdio: 'inherit' });
cpSync(join(here, 'tests'), folder, { recursive: true });
for (const tool of ['playwright-core', 'typescript', 'esbuild', 'webpack']) symlinkSync(join(here, 'node_modules', tool), join(folder, 'node_modules', tool));
process.env.TIERCEL_HOSTS = installedHosts(`${folder}-hosts`, join(folder, packed.filename));
process.chdir(folder);
process.env.TIERCEL_TOOLS = join(here, 'node_modules/.bin');
process.env.TIERCEL_LINKED = JSON.stringify(linked());
process.env.TIERCEL_TARBALL = join(folder, packed.filename);

/** Other hosts in a folder of their own, which stays from run to run, and the package beside them. */
function installedHosts(hosts, tarball) {
  const npm = (...args) => execFileSync('npm', [...args, '--no-audit', '--no-fund'], { cwd: hosts, stdio: 'inherit' });
  const [lock, stamp] = [readFileSync(join(here, 'hosts/package-lock.json'), 'utf8'), join(hosts, 'node_modules/.hosts')];
  mkdirSync(hosts, { recursive: true });
  cpSync(join(here, 'hosts'), hosts, { recursive: true });
  cpSync(join(here, 'tests/plan.mjs'), join(hosts, 'plan.mjs'));
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    console.log('setting up: Next, Vite, Deno and Bun');
    npm('ci');
    writeFileSync(stamp, lock);
  }
  // The one that is there may be an older build of the same version.
  for (const old of ['node_modules/tiercel', 'node_modules/.package-lock.json', 'next/.next', 'vite/dist', 'node_modules/.vite']) rmSync(join(hosts, old), { recursive: true, force: true });
  npm('install', '--offline', tarball);
  return hosts;
}

const counts = { passed: 0, failed: 0 };
const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs'));
const stream = run({ files: files.map((name) => join(folder, name)), timeout: Number(process.env.TIERCEL_MINUTES ?? '5') * 60_000 });
stream.on('test:pass', () => (counts.passed += 1));
stream.on('test:fail', () => (counts.failed += 1));
stream.on('end', () => {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
});
stream.compose(new spec()).pipe(process.stdout);
