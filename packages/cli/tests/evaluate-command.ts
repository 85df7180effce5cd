import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach } from 'vitest';
import { type ProgramTerminal, runProgram } from './run-program.js';

/** Where each test's command runs. */
export let folder = mkdtempSync(join(tmpdir(), 'slc-evaluate-'));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'slc-evaluate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

export async function slc(...args: string[]) {
  return await slcAt({}, args);
}

export async function slcAt(terminal: Pick<ProgramTerminal, 'onInterrupt'>, args: readonly string[]) {
  return await runProgram(args, { ...terminal, directory: folder });
}

/** One of the repository's four drawings, under another name. */
export function draw(number: number, name: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  cpSync(drawing(number), join(folder, name));
}

export function drawing(number: number): string {
  return fileURLToPath(new URL(`../../../test_images/synthetic/drawn-${number}.jpg`, import.meta.url));
}

/** A small classifier of eight classes that Keras wrote. */
export function kerasModel(): string {
  const packed = new URL('../../keras-h5/fixtures/keras3-softmax-8.keras.gz', import.meta.url);
  writeFileSync(join(folder, 'own.keras'), gunzipSync(readFileSync(packed)));
  return 'own.keras';
}

/** The compact model with its classes in another order or with other limits, beside its own weights. */
export function compactModel(
  id: string,
  change: (manifest: { readonly labels: readonly string[]; readonly calibratedOn: object }) => object,
): string {
  const compact = fileURLToPath(new URL('../../models/compact-lite0/', import.meta.url));
  const shipped = JSON.parse(readFileSync(join(compact, 'manifest.json'), 'utf8'));
  const { predictionSet: _, outliers: __, precisions: ___, ...manifest } = shipped;
  const source = { ...manifest.source, kind: 'file', file: join(compact, manifest.source.file) };
  const other = { ...manifest, id, source, evaluations: [], translations: {}, ...change(manifest) };
  mkdirSync(join(folder, id));
  writeFileSync(join(folder, id, 'manifest.json'), JSON.stringify(other));
  return `${id}/manifest.json`;
}

/** The compact model with its class names in the opposite order, so that it answers the same and says another class. */
export function mirroredModel(): string {
  return compactModel('mirrored', ({ labels }) => ({ labels: [...labels].reverse() }));
}
export function spawnEvaluate(
  args: readonly string[],
  { stdout = 'ignore' }: { stdout?: number | 'ignore' } = {},
): ChildProcess {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  return spawn(process.execPath, [main, 'evaluate', ...args], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', stdout, 'pipe'],
  });
}
