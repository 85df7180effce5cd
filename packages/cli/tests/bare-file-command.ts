import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach } from 'vitest';
import { runProgram } from './run-program.js';

let folder = mkdtempSync(join(tmpdir(), 'slc-bare-files-'));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'slc-bare-files-'));
  unpack('keras2-convolution.h5', 'own.h5');
  cpSync(fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url)), at('a.jpg'));
});
afterAll(() => rmSync(folder, { recursive: true }));

export const at = (name: string) => join(folder, name);

/** A network of seven classes: packages/classifier/scripts/make-bare-file-fixtures.py. */
export const unpack = (file: string, name: string) => unpackFrom('bare-files', file, name);

/** A network that cannot be read before something is said of it: packages/classifier/fixtures/field-cases. */
export const unpackField = (name: string) => unpackFrom('field-cases', name, name);

function unpackFrom(fixtures: string, file: string, name: string): void {
  const packed = new URL(`../../classifier/fixtures/${fixtures}/${file}.gz`, import.meta.url);
  writeFileSync(at(name), gunzipSync(readFileSync(packed)));
}

/** @param answers what a person at the terminal types, line by line */
export async function slcWith(
  { env = {}, answers }: { readonly env?: NodeJS.ProcessEnv; readonly answers?: readonly string[] },
  ...args: string[]
) {
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return answers?.[asked.length - 1] ?? '';
  };
  const ran = await runProgram(args, {
    directory: folder,
    env: { MODEL_CACHE_DIR: at('models'), ...env },
    ...(answers && { ask }),
  });
  return { ...ran, asked };
}

export const slc = (...args: string[]) => slcWith({}, ...args);

export const BOTH = ['--labels', 'ham10000-28x28', '--scaling', 'unit'];
