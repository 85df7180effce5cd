// Compiles each kernel NAME.wat into the constant of NAME.ts beside it; --check only compares:
//
//     node packages/image/scripts/compile-kernel.mjs [--check]

import { readFile, writeFile } from 'node:fs/promises';
import initialise from 'wabt';

const KERNELS = ['pillow/resample-kernel', 'quality/counts-kernel'];

const wabt = await initialise();
for (const kernel of KERNELS) {
  const source = new URL(`../src/${kernel}.wat`, import.meta.url);
  const target = new URL(`../src/${kernel}.ts`, import.meta.url);
  const module = wabt.parseWat(`${kernel}.wat`, await readFile(source, 'utf8'), { simd: true });
  module.validate();
  const lines =
    Buffer.from(module.toBinary({}).buffer)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];

  const written = await readFile(target, 'utf8');
  const constant = `const KERNEL =\n${lines.map((line) => `  '${line}'`).join(' +\n')};`;
  const text = written.replace(/const KERNEL =[^;]*;/, constant);
  if (text === written) continue;

  if (process.argv.includes('--check')) {
    const script = 'scripts/compile-kernel.mjs';
    process.stderr.write(`src/${kernel}.ts is not what its .wat gives; run ${script}\n`);
    process.exitCode = 1;
  } else await writeFile(target, text);
}
