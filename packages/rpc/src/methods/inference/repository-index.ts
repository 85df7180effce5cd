import type { IndexedModel } from '../../inference/models.js';
import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';

/** Lists the models of the server, as Triton does. */
export const repositoryIndex = unaryMethod({
  definition: INFERENCE.RepositoryIndex,
  answersWhileDraining: true,
  toRequest: (asked: { readonly isReady: boolean }) => ({ ready: asked.isReady }),
  // There is one repository, whatever name it is asked by.
  fromRequest: ({ ready }) => ({ isReady: ready }),
  toResponse: (models: readonly IndexedModel[]) => ({
    models: models.map(({ isReady, ...model }) => ({ ...model, state: isReady ? READY : 'UNAVAILABLE' })),
  }),
  fromResponse: ({ models }): readonly IndexedModel[] =>
    models.map(({ state, ...model }) => ({ ...model, isReady: state === READY })),
});

/** In Triton's words. */
const READY = 'READY';
