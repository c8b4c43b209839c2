// What others' tools say of the tarball: its fields and files, and whether TypeScript finds the types that belong to each entry.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

function run(tool, ...args) {
  try {
    execFileSync(join(process.env.TIERCEL_TOOLS, tool), args, { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    throw new Error(error.stdout + error.stderr);
  }
}

test('publint has nothing to say', () => run('publint', 'run', process.env.TIERCEL_TARBALL, '--strict'));

// The entries for browsers are ES modules, which CommonJS imports; what resolved before `exports` is older than the Node we ask for.
test('types are right for each way to resolve them', () =>
  run('attw', process.env.TIERCEL_TARBALL, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm'));
