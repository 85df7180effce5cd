// Compiles src/pillow/resample-kernel.wat into src/pillow/resample-kernel.ts; --check only compares:
//
//     node packages/image/scripts/compile-kernel.mjs [--check]

import { readFile, writeFile } from 'node:fs/promises';
import initialise from 'wabt';

const source = new URL('../src/pillow/resample-kernel.wat', import.meta.url);
const target = new URL('../src/pillow/resample-kernel.ts', import.meta.url);

const wabt = await initialise();
const module = wabt.parseWat('resample-kernel.wat', await readFile(source, 'utf8'), { simd: true });
module.validate();
const lines =
  Buffer.from(module.toBinary({}).buffer)
    .toString('base64')
    .match(/.{1,100}/g) ?? [];

const text = `// Made by scripts/compile-kernel.mjs from resample-kernel.wat, which documents each function.

export interface ResampleKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Pointers into the memory and lengths, in bytes; "pairs" is a count. */
  alongRow(source: number, target: number, taps: number, tapsEnd: number, weights: number): void;
  acrossRows(source: number, rowBytes: number, pairs: number, weights: number, target: number): void;
}

/** @returns undefined when the processor has no 128-bit instructions */
export function loadKernel(): ResampleKernel | undefined {
  const bytes = Buffer.from(KERNEL, 'base64');
  if (!WebAssembly.validate(bytes)) return undefined;
  // The source names these exports.
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as ResampleKernel;
}

/** The part that is used here. TypeScript has types for it only in its DOM library. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

const KERNEL =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== text) {
    process.stderr.write(
      'src/pillow/resample-kernel.ts is not what its .wat gives; run scripts/compile-kernel.mjs\n',
    );
    process.exitCode = 1;
  }
} else await writeFile(target, text);
