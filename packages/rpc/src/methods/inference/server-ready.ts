import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';

/** Whether images are answered. */
export const serverReady = unaryMethod({
  definition: INFERENCE.ServerReady,
  answersWhileDraining: true,
  toRequest: () => ({}),
  fromRequest: () => ({}),
  toResponse: (ready: boolean) => ({ ready }),
  fromResponse: ({ ready }) => ready,
});
