export { bareFileManifest } from './bare-file-manifest.js';
export { digestFile } from './digest-file.js';
export { type ListedModel, listModels } from './list-models.js';
export { readManifest } from './read-manifest.js';
export { type ResolvedModel, resolveModel } from './resolve-model.js';
export { verifyWeights } from './verify-weights.js';
