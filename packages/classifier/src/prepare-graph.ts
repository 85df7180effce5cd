import type { Preprocessing } from '@slc/domain';
import {
  dropIdentities,
  foldBatchNorm,
  foldPadding,
  fuseActivation,
  type LayerGraph,
  normaliseInput,
  splitSoftmax,
} from '@slc/layer-graph';

/** The rewriting passes, in the order they need: what does nothing goes first, so that the rest stands side by side. */
export function prepareGraph(
  graph: LayerGraph,
  normalisation: Pick<Preprocessing, 'scale' | 'offset'>,
): LayerGraph {
  const plain = splitSoftmax(dropIdentities(normaliseInput(graph, normalisation)));
  return fuseActivation(foldBatchNorm(foldPadding(plain)));
}
