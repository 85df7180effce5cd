export { externalLocations, inspectModel, type MeasuredInt8, type ModelInspection } from '@slc/compile';
export { mostAdmitted } from '@slc/engine';
export { runBareLoop } from './bare-loop/bare-loop.js';
export type {
  Classifier,
  ClassifierAnswer,
  ClassifierEvents,
  ClassifierOptions,
  ClassifyOptions,
  PixelsAnswer,
  WaitOptions,
} from './classifier.js';
export * from './light.js';
export { availableCores } from './open/available-cores.js';
export { engineLayout } from './open/engine-layout.js';
export { ENGINES, type EngineDefinition, type Engines } from './open/engines.js';
export { type EngineFinding, examineEngines } from './open/examine-engines.js';
export { furthestAnswer, prepareGoldenPicture } from './open/golden-pictures.js';
export { openClassifier } from './open/open-classifier.js';
export { ANSWER_TOLERANCE, areWithin, logitTolerance } from './open/self-test.js';
export { compiledSha256 } from './quantise/compiled-sha256.js';
export { isInt8AsMeasured } from './quantise/int8-as-measured.js';
export { type MeasureQuantisationOptions, measureQuantisation } from './quantise/measure-quantisation.js';
export { createResources, type ResourceLimits, type Resources } from './resources.js';
export { linkAbort } from './serve/linked-abort.js';
