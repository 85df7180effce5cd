import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';
import { compileInChild } from '../dist/compile-in-child.js';
import type { ModelDescription } from '../src/compile-protocol.js';

/** Less than any model is served with: what passes these passes the others too, and later. */
const LIMITS = { memoryBytes: 2 ** 29, memoryPerByte: 4, trialMs: 1_500, totalMs: 60_000 };

interface OpenOptions {
  readonly limits?: typeof LIMITS;
  /** As it was verified. */
  readonly sha256?: string;
  readonly signal?: AbortSignal;
}

/** Opens an ONNX file as the service does. @throws SlcError */
export async function openStranger(
  bytes: Uint8Array,
  folder: string,
  { limits = LIMITS, sha256 = createHash('sha256').update(bytes).digest('hex'), signal }: OpenOptions = {},
): Promise<ModelDescription> {
  const weightsPath = join(folder, `${randomUUID()}.onnx`);
  writeFileSync(weightsPath, bytes);
  const read = { size: null, output: null };
  const order = {
    weightsPath,
    sha256,
    outputPath: `${weightsPath}.compiled.onnx`,
    read,
    normalisation: null,
    bare: null,
  } as const;
  return await compileInChild({ ...order, format: 'onnx', quantisation: null }, signal, limits);
}

/** What opening a stranger's file came to; `null` for one that was taken. */
export async function refusalOf(bytes: Uint8Array, folder: string): Promise<SlcError | null> {
  try {
    await openStranger(bytes, folder);
    return null;
  } catch (error) {
    if (error instanceof SlcError) return error;
    throw error;
  }
}
