import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';

/** Whether the process takes calls. */
export const serverLive = unaryMethod({
  definition: INFERENCE.ServerLive,
  answersWhileDraining: true,
  toRequest: () => ({}),
  fromRequest: () => ({}),
  toResponse: (live: boolean) => ({ live }),
  fromResponse: ({ live }) => live,
});
