// Compiles src/pillow/resample-kernel.wat into the constant of src/pillow/resample-kernel.ts; --check only compares:
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

const written = await readFile(target, 'utf8');
const constant = `const KERNEL =\n${lines.map((line) => `  '${line}'`).join(' +\n')};`;
const text = written.replace(/const KERNEL =[^;]*;/, constant);

if (process.argv.includes('--check')) {
  if (text !== written) {
    process.stderr.write(
      'src/pillow/resample-kernel.ts is not what its .wat gives; run scripts/compile-kernel.mjs\n',
    );
    process.exitCode = 1;
  }
} else await writeFile(target, text);
