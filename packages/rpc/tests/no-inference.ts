import { SlcError } from '@slc/domain';
import type { InferenceHandlers } from '../src/index.js';

function refuse(): never {
  throw new SlcError('not_found', 'this server has no models');
}

/** Handlers of the Open Inference Protocol for a server that is tested with other methods. */
export const noInference: InferenceHandlers = {
  serverLive: () => true,
  serverReady: () => false,
  serverMetadata: () => ({ name: 'a server', version: '1', extensions: [] }),
  modelReady: refuse,
  modelMetadata: refuse,
  modelConfig: refuse,
  modelInfer: refuse,
  repositoryIndex: () => [],
};
