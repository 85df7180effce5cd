export { type Found, foundSchema } from './found-schema.js';
export * from './light.js';
export {
  type ClassEvaluation,
  type Evaluation,
  encodeManifest,
  type HubSource,
  type Int8Manifest,
  type ManifestJson,
  type ManifestOperatingPoint,
  type ManifestRiskCoveragePoint,
  type ModelManifest,
  type ModelSource,
  manifestSchema,
  type Normalisation,
  type PredictionSetLimits,
  type Preprocessing,
  parseManifest,
  type ReliabilityBin,
  type ViewCount,
} from './manifest.js';
export { isHubPath, isHubRepository, pathBesideMain, sizeOfFiles } from './source-schema.js';
