/** To be raised with every change of what the passes make of a graph: cached models of another version are not used. */
export const GRAPH_PASSES_VERSION = '3';

export { dropIdentities } from './drop-identities.js';
export { batchNormToAffine, foldBatchNorm } from './fold-batch-norm.js';
export { foldPadding } from './fold-padding.js';
export { fuseActivation } from './fuse-activation.js';
export { normaliseInput } from './normalise-input.js';
export { splitSoftmax } from './split-softmax.js';
