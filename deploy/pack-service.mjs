#!/usr/bin/env node
// Copies only what a service needs at run time into a folder that becomes the image's /app:
//
//   node deploy/pack-service.mjs OUT ENTRY...
//
// An ENTRY is a path, or a built workspace package, which is copied with the workspace packages that it depends on.
// The layout is the repository's own, so that relative links and files beside the code keep working.
// Run it after `pnpm install --prod --filter ENTRY...`, which leaves only the libraries of those packages installed.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [out, ...entries] = process.argv.slice(2);
if (out === undefined || entries.length === 0) throw new Error('usage: pack-service.mjs OUT ENTRY...');

const workspace = readWorkspace();
const packages = closure(entries.filter((entry) => workspace.has(entry)));
for (const { folder } of packages) copy(folder, (path) => isNeededAtRunTime(path, join(root, folder)));
for (const path of entries.filter((entry) => !workspace.has(entry))) copy(path, () => true);
copy('node_modules/.pnpm', isNeededInLibrary);
removeOtherPlatforms();

/** Workspace packages by name. */
function readWorkspace() {
  const found = new Map();
  for (const group of ['packages', 'services']) {
    for (const name of readdirSync(join(root, group))) {
      const folder = join(group, name);
      const file = join(root, folder, 'package.json');
      if (!existsSync(file)) continue;
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      found.set(manifest.name, { folder, dependencies: Object.keys(manifest.dependencies ?? {}) });
    }
  }
  return found;
}

/** The named packages and all workspace packages that they depend on. */
function closure(names) {
  const reached = new Set();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...workspace.get(name).dependencies.filter((dependency) => workspace.has(dependency)));
  }
  return [...reached].map((name) => workspace.get(name));
}

function isNeededAtRunTime(path, folder) {
  const top = relative(folder, path).split('/')[0];
  const isForBuilding = /^(src|tests|fixtures|scripts|client|bin|README\.md|pictures|tsconfig.*\.json)$/;
  return !isForBuilding.test(top) && isNeededInLibrary(path);
}

/** Licences are copied; files that only an editor or a debugger reads are not. */
function isNeededInLibrary(path) {
  return !/\.(map|d\.[cm]?ts|tsbuildinfo)$/.test(path);
}

function copy(path, filter) {
  const to = join(out, path);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, path), to, { recursive: true, verbatimSymlinks: true, filter });
}

/** onnxruntime-node brings the binaries of every platform; five sixths of its size belong to other platforms than this one. */
function removeOtherPlatforms() {
  const store = join(out, 'node_modules/.pnpm');
  for (const entry of readdirSync(store).filter((name) => name.startsWith('onnxruntime-node@'))) {
    const binaries = join(store, entry, 'node_modules/onnxruntime-node/bin');
    for (const api of readdirSync(binaries)) {
      for (const platform of foldersIn(join(binaries, api))) {
        for (const architecture of foldersIn(platform)) {
          const isOurs = basename(platform) === process.platform && basename(architecture) === process.arch;
          if (!isOurs) rmSync(architecture, { recursive: true });
        }
      }
    }
  }
}

function foldersIn(path) {
  return readdirSync(path, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map((item) => join(path, item.name));
}
