export { openCacheDirectory } from './cache-directory.js';
export type { ModelDescription } from './compile-protocol.js';
export type { CompiledFormat } from './compiled-format.js';
export { inspectModel, type ModelInspection } from './inspect-model.js';
export { type OpenedModel, openModel } from './open-model.js';
