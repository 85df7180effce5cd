import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { CodecOrder } from './codec-order.js';

const require = createRequire(import.meta.url);

const FILES: Readonly<Record<CodecOrder['codec'], string>> = {
  'jpeg-ls': '@cornerstonejs/codec-charls/decodewasm',
  'jpeg-2000': '@cornerstonejs/codec-openjpeg/decodewasm',
};

const compiled = new Map<CodecOrder['codec'], Promise<object>>();

/**
 * Compiles a codec when it is first needed, once in the process: it takes ten times as long as decoding a small picture, and
 * threads can share the result.
 */
export function codecModule(codec: CodecOrder['codec']): Promise<object> {
  const known = compiled.get(codec);
  if (known !== undefined) return known;
  const module = readFile(require.resolve(FILES[codec])).then((bytes) => WebAssembly.compile(bytes));
  compiled.set(codec, module);
  // A file that could not be read may be there the next time.
  module.catch(() => compiled.delete(codec));
  return module;
}

/** The part that is used here. TypeScript has types for it only in its DOM library. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
};
