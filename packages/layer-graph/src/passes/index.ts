export { dropIdentities } from './drop-identities.js';
export { foldBatchNorm } from './fold-batch-norm.js';
export { normaliseInput } from './normalise-input.js';
export { splitSoftmax } from './split-softmax.js';
