import { type Classification, type ModelManifest, SlcError } from '@slc/domain';
import { isSameModel } from '../worker/model-description.js';
import type { WorkerCalls } from '../worker/worker-calls.js';

/**
 * The manifest of the model that answered, and of no other: without it nobody could say what the answer's classes mean.
 *
 * @throws SlcError `model_not_ready` where the worker is away, or serves another model by now
 */
export async function manifestOf(
  { model }: Classification,
  worker: Pick<WorkerCalls, 'describe'>,
): Promise<ModelManifest> {
  const info = await worker.describe(model);
  if (info?.manifest && isSameModel(model, info.model)) return info.manifest;
  const message =
    'The worker does not describe the model that answered: it is away, or its model has just changed.';
  throw new SlcError('model_not_ready', message);
}
