// The crates that the engine is linked from, and the notices of their licences for the published package.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'wasm32-unknown-unknown';
const cargo = (...args) => execFileSync('cargo', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });

/** Name and version of each crate that is linked into the engine and is not of this repository. */
export function linked() {
  const tree = cargo('tree', '--locked', '--package', 'tiercel-wasm', '--target', target, '--edges', 'normal,no-proc-macro', '--prefix', 'none', '--format', '{p}');
  const lines = tree.split('\n').filter((line) => line !== '' && !line.includes(root.replace(/\/$/, '')));
  const crates = lines.map((line) => line.split(' ')).map(([name, version]) => `${name} ${version.slice(1)}`);
  return [...new Set(crates)].sort();
}

/** The texts that come with a crate. Where one may choose, MIT is. */
function texts(folder, licence) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(name)).sort();
  const choosing = licence.includes(' OR ') && files.some((name) => /mit/i.test(name));
  const taken = choosing ? files.filter((name) => !/apache|zlib|cc0|unlicense|copying/i.test(name)) : files;
  return taken.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** The notices: equal texts once, under the crates that come with them. */
export function notices() {
  const { packages } = JSON.parse(cargo('metadata', '--locked', '--format-version', '1', '--filter-platform', target));
  const known = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  const cratesOf = new Map();
  const list = [];
  for (const crate of linked()) {
    const { license, manifest_path: manifest } = known.get(crate);
    const found = texts(dirname(manifest), license);
    if (found.length === 0) throw new Error(`${crate} comes without the text of its licence`);
    list.push(`${crate} (${license})`);
    for (const text of found) cratesOf.set(text, [...(cratesOf.get(text) ?? []), crate]);
  }
  const parts = [...cratesOf].map(([text, crates]) => `${'-'.repeat(80)}\n${crates.join('\n')}\n\n${text}\n`);
  return `tiercel.wasm is linked from these crates and the standard library of Rust (MIT OR Apache-2.0, The Rust Project Developers).\n\n${list.join('\n')}\n\n${parts.join('\n')}`;
}
