import type { AskedModel, ClassifierClient } from '@slc/rpc';

/** None of these waits for an image. */
const LIMITS = { timeoutMs: 1_000 };

/** What the worker says of its models in the Open Inference Protocol. Each call rejects with an `SlcError`. */
export function inferenceDescriptions(client: ClassifierClient) {
  return {
    serverMetadata: () => client.serverMetadata(LIMITS),
    repositoryIndex: () => client.repositoryIndex({ isReady: false }, LIMITS),
    modelReady: (model: AskedModel) => client.modelReady(model, LIMITS),
    modelMetadata: (model: AskedModel) => client.modelMetadata(model, LIMITS),
    modelConfig: (model: AskedModel) => client.modelConfig(model, LIMITS),
  };
}
