export { mostAdmitted } from '@slc/engine';
export {
  bareFileManifest,
  COMPACT_MODEL_ID,
  createModelStore,
  DEFAULT_MODEL_ID,
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
  verifyWeights,
} from '@slc/models';
export { availableCores } from './available-cores.js';
export { runBareLoop } from './bare-loop.js';
export { ENGINE_CHOICES, type EngineChoice } from './choose-engine.js';
export type { Classifier, ClassifierEvents, ClassifierOptions, ClassifyOptions } from './classifier.js';
export { engineLayout } from './engine-layout.js';
export { ENGINES, type EngineDefinition, type EngineName, type Engines } from './engines.js';
export { type EngineFinding, examineEngines } from './examine-engines.js';
export { inspectModel, type ModelInspection } from './inspect-model.js';
export { openClassifier } from './open-classifier.js';
export { LOGIT_TOLERANCE } from './self-test.js';
