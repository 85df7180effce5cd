import { resolveModel } from '@slc/models';
import { createResources, openClassifier } from '../dist/index.js';

/** Opens a model as one engine of one thread on the CPU, for scripts that measure. */
export async function openSmall(model, { assessment = true } = {}) {
  return openClassifier(await resolveModel(model), {
    resources: createResources({ decodePixels: 5e7, queueBytes: 2 ** 28 }),
    engine: 'onnx',
    engineProcesses: 1,
    engineThreads: 1,
    batchMaxSize: 8,
    batchMaxDelayMs: 0,
    queueLimit: 8,
    imageLimitBytes: 1e8,
    imageLimitPixels: 5e7,
    assessment,
  });
}
