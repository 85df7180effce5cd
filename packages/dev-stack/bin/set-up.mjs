import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const stampPath = join(root, '.cache', 'set-up.json');

/** What is bundled of the built packages. */
const BUNDLES = [
  'packages/compile/scripts/bundle-children.mjs',
  'services/gateway/scripts/bundle-client.mjs',
];

/** Installs and builds, each only when it is not done yet. */
export async function setUp() {
  const hasInstalled = await install();
  const build = buildKey();
  if (!hasInstalled && readStamp().build === build) return;
  say('building');
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
  for (const bundle of BUNDLES) await run(process.execPath, [join(root, bundle)]);
  writeStamp({ build: buildKey() });
}

/**
 * Installs what the lock file pins. A stamp remembers what was done, so a warm call costs a few milliseconds and calls
 * neither npx nor pnpm.
 *
 * @returns whether anything had to be installed
 */
export async function install() {
  const key = installKey();
  if (readStamp().install === key && existsSync(join(root, 'node_modules', '.modules.yaml'))) return false;
  say('installing packages');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline']);
  writeStamp({ install: key, build: undefined });
  return true;
}

/** Changes with the lock file, and with what native packages are installed for. */
function installKey() {
  return hash([
    readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'),
    readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'),
    process.versions.modules,
    process.platform,
    process.arch,
  ]);
}

/** Changes when a source file or what says how to build it is added, removed or edited, or when built files were removed. */
function buildKey() {
  const parts = ['tsconfig.json', 'tsconfig.base.json'].map((name) => fingerprint(join(root, name)));
  for (const group of ['packages', 'services']) {
    for (const name of readdirSync(join(root, group))) {
      const folder = join(root, group, name);
      // An editor's or a file manager's leftover is no package.
      if (!existsSync(join(folder, 'package.json'))) continue;
      parts.push(String(existsSync(join(folder, 'dist'))));
      for (const description of ['package.json', 'tsconfig.json']) {
        parts.push(fingerprint(join(folder, description)));
      }
      for (const sources of ['src', 'client']) {
        if (!existsSync(join(folder, sources))) continue;
        for (const file of readdirSync(join(folder, sources), { recursive: true, withFileTypes: true })) {
          if (file.isFile()) parts.push(fingerprint(join(file.parentPath, file.name)));
        }
      }
    }
  }
  return hash(parts);
}

function fingerprint(path) {
  if (!existsSync(path)) return `${path} is missing`;
  const { mtimeMs, size } = statSync(path);
  return `${path} ${mtimeMs} ${size}`;
}

function hash(parts) {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampPath, 'utf8'));
  } catch {
    // None yet, or cut off while it was written: do everything.
    return {};
  }
}

function writeStamp(done) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampPath, JSON.stringify({ ...readStamp(), ...done }));
}

/** Runs one command from the root. Its output goes to standard error: results alone belong on standard output. */
export function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')}: ended with ${signal ?? code}`));
    });
  });
}

function say(what) {
  process.stderr.write(`set-up: ${what} …\n`);
}
