#!/usr/bin/env node
// Adds a native TensorFlow library to the product: node add-native.mjs tfjs-node | tfjs-node-gpu [--from FOLDER]
//
// npm installs it into a folder of its own, outside the lock file, since most machines do not need its 1 to 2 GB.
// With --from, the script links one that is installed already (FOLDER/node_modules/@tensorflow/…) instead.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const home = fileURLToPath(new URL('..', import.meta.url));
const { peerDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' } },
});
const name = `@tensorflow/${positionals[0]}`;
const version = peerDependencies[name];
if (!version) fail('usage: node add-native.mjs tfjs-node | tfjs-node-gpu [--from FOLDER]', 2);

const folder = values.from
  ? resolve(values.from)
  : join(home, '../../.cache/native', `${positionals[0]}-${version}`);
if (!values.from) install(folder);

const source = join(folder, 'node_modules', name);
if (!existsSync(join(source, 'package.json'))) fail(`expected ${name} in ${source}, there is none`, 1);
const found = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).version;
if (found !== version) fail(`expected ${name} ${version}, ${source} is ${found}`, 1);

const link = join(home, 'node_modules', name);
mkdirSync(dirname(link), { recursive: true });
rmSync(link, { recursive: true, force: true });
symlinkSync(relative(dirname(link), source), link, 'junction');
process.stderr.write(`${name} ${version} is linked\n`);

/** Takes minutes and needs internet and npm's install scripts, because the package's own script downloads TensorFlow. */
function install(prefix) {
  mkdirSync(prefix, { recursive: true });
  const args = ['install', '--prefix', prefix, '--no-audit', '--no-fund', `${name}@${version}`];
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    fail(`npm could not install ${name}; it needs the npm registry and the host of libtensorflow`, 1);
}

function fail(message, exitCode) {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}
