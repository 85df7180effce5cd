export { dropIdentities } from './drop-identities.js';
export { batchNormToAffine, foldBatchNorm } from './fold-batch-norm.js';
export { foldPadding } from './fold-padding.js';
export { fuseActivation } from './fuse-activation.js';
export { normaliseInput } from './normalise-input.js';
export { splitSoftmax } from './split-softmax.js';
