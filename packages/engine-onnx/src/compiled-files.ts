import { existsSync } from 'node:fs';

/** What a model is compiled to: each the path of a file, or its bytes. */
export interface CompiledFiles {
  readonly network: string | Uint8Array;
  /** What makes heat maps of the network's values; null for a network that has none. */
  readonly maps: string | Uint8Array | null;
}

/** @param path of the network's file, as it was written or laid out */
export function compiledFiles(path: string): CompiledFiles {
  const maps = mapsPathOf(path);
  return { network: path, maps: existsSync(maps) ? maps : null };
}

/** Where the maps' part of a compiled model lies: beside the network's file, with the same name up to the first dot. */
export function mapsPathOf(path: string): string {
  return path.replace(LAID_OUT, '.onnx').replace(/\.onnx$/, '.maps');
}

/** The ending of a model's file that is laid out for a machine. */
export function laidOutEnding(machine: string): string {
  return `.laid-out-${machine}.onnx`;
}

const LAID_OUT = /\.laid-out-[0-9a-f]+\.onnx$/;

/** Whether a file was laid out already, and is not to be optimised again. */
export function isLaidOut(path: string): boolean {
  return LAID_OUT.test(path);
}
