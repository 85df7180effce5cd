import type { AskedModel } from '../../inference/models.js';
import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';

/** Whether a model answers images. */
export const modelReady = unaryMethod({
  definition: INFERENCE.ModelReady,
  answersWhileDraining: true,
  toRequest: (asked: AskedModel) => asked,
  fromRequest: ({ name, version }): AskedModel => ({ name, version }),
  toResponse: (ready: boolean) => ({ ready }),
  fromResponse: ({ ready }) => ready,
});
