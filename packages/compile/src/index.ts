export { assertServable } from './assert-servable.js';
export { openCacheDirectory } from './cache-directory.js';
export type { ModelDescription } from './compile-protocol.js';
export type { CompiledFormat } from './compiled-format.js';
export { inspectModel, type ModelInspection } from './inspect-model.js';
export { externalLocations } from './onnx/external-locations.js';
export { type OpenedModel, type OpenModelOptions, openModel } from './open-model.js';
export { type MeasureInt8Options, measureInt8 } from './quantise/measure-int8.js';
export type { MeasuredInt8, MeasureStep } from './quantise/measure-protocol.js';
