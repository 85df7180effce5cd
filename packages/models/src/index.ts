export {
  type BareFileChoices,
  type BareFileFacts,
  bareFileManifest,
  modelIdOf,
  withoutRecipeGuess,
} from './bare-file-manifest.js';
export { METADATA_KEYS, readFileMetadata } from './beside/file-metadata.js';
export { describingPaths, findBeside } from './beside/find-beside.js';
export { firstOf, recipeFor } from './beside/found.js';
export { licenceOfCard, MODEL_CARD } from './beside/model-card.js';
export { int8OfModel, ONNX_INT8_ADVICE } from './int8-of-model.js';
export { isOnnx, isOnnxFile } from './is-model-file.js';
export * from './light.js';
export { type ListedModel, listModels } from './list-models.js';
export { type DigestedFile, modelDigest } from './model-digest.js';
export { digestOfParts, verifyModel } from './model-parts.js';
export {
  type BareFile,
  type HubModel,
  type LocatedModel,
  MODEL_FILE,
  type NamedModel,
  nameModel,
  type ResolvedModel,
} from './name-model.js';
export { readFileHead } from './read-file-head.js';
export { readManifest } from './read-manifest.js';
export { expectLocated, locateModel, resolveModel } from './resolve-model.js';
export { normalisationOfOnnx, scalingOfNetwork } from './scalings.js';
export { findStartProblem } from './start-problem.js';
export type { VerifiedFile } from './store/cached-file.js';
export type { HubRepository, RepositoryFile } from './store/hub-repository.js';
export { envToHubSettings, type HubSettings } from './store/hub-settings.js';
export {
  createModelStore,
  type FetchReport,
  type HubStore,
  type ModelStore,
  type ModelStoreDependencies,
} from './store/model-store.js';
export { assertModelFile, verifyWeights } from './verify-weights.js';
