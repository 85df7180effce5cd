import type { ModelManifest } from '@slc/domain';
import type { Infer } from '@slc/engine';
import { warmUpSizes } from './batch-sizes.js';
import type { EngineDefinition } from './engines.js';

export interface WarmUpOptions extends Pick<EngineDefinition, 'device'>, Pick<ModelManifest, 'input'> {
  readonly batchMaxSize: number;
}

/**
 * Runs blank batches, so that no user's image pays for what happens only the first time.
 *
 * @returns how long the last batch took, which is of the largest size, in milliseconds
 */
export async function warmUp(infer: Infer, options: WarmUpOptions): Promise<number> {
  const { height, width } = options.input;
  const blank = new Uint8Array(height * width * 3);
  let lastMs = 0;
  for (const size of warmUpSizes(options.device, options.batchMaxSize)) {
    const images = Array.from({ length: size }, () => blank);
    const startedAtMs = performance.now();
    await infer(images, ['logits']);
    lastMs = performance.now() - startedAtMs;
  }
  return lastMs;
}
