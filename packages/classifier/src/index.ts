export {
  bareFileManifest,
  createModelStore,
  envToHubSettings,
  type FetchReport,
  type HubModel,
  type HubSettings,
  listModels,
  locateModel,
  type ModelStore,
  type NamedModel,
  nameModel,
  type ResolvedModel,
  resolveModel,
} from '@slc/models';
export type { Classifier, ClassifierEvents, ClassifierOptions, EngineChoice } from './classifier.js';
export { ENGINE_CHOICES } from './classifier.js';
export { defaultEngineLayout } from './engine-layout.js';
export { inspectModel, type ModelInspection } from './inspect-model.js';
export { openClassifier } from './open-classifier.js';
