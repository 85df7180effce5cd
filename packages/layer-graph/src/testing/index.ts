export { findDifferences, imagesFor } from './check-outputs.js';
export { type HeadCase, headCases } from './head-cases.js';
export { type LayerCase, layerCases } from './layer-cases.js';
export { type NaiveOutputs, runNaively } from './naive-network.js';
export { windowCases } from './window-cases.js';
