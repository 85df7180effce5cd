import type { Normalisation } from '@slc/domain';
import { addHeatMaps } from '../heat-map/add-heat-maps.js';
import type { LayerGraph } from '../layer-graph.js';
import { dropIdentities } from './drop-identities.js';
import { exposeLogits } from './expose-logits.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { foldPadding } from './fold-padding.js';
import { fuseActivation } from './fuse-activation.js';
import { markEmbedding } from './mark-embedding.js';
import { normaliseInput } from './normalise-input.js';

/**
 * The passes that follow `normaliseInput`, in the order in which they run. Layers that do nothing go first, so that the
 * others find side by side what belongs together; the head is read before its end is rewritten; scaling is folded
 * before activations are fused, as it no longer fits in after them; the head is differentiated in between, where it is
 * shortest and each activation is still a layer.
 */
export const preparePasses = {
  dropIdentities,
  markEmbedding,
  exposeLogits,
  foldPadding,
  foldBatchNorm,
  addHeatMaps,
  fuseActivation,
} as const;

/** Makes of a network as its file has it what engines compile: pixels in, the outputs out, in few layers. */
export function prepareGraph(graph: LayerGraph, normalisation: Normalisation): LayerGraph {
  const normalised = normaliseInput(graph, normalisation);
  return Object.values(preparePasses).reduce((rewritten, pass) => pass(rewritten), normalised);
}

export { batchNormToAffine } from './fold-batch-norm.js';
export { normaliseInput };
