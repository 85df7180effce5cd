export { findDifferences, imagesFor } from './check-outputs.js';
export { headCases } from './head-cases.js';
export type { HeadCase } from './head-parts.js';
export { type HeatMapCase, heatMapCases } from './heat-map-cases.js';
export { layerCases } from './layer-cases.js';
export { mixtureCases } from './mixture-cases.js';
export { type NaiveOutputs, runNaively } from './naive-network.js';
export type { LayerCase } from './one-layer.js';
export { windowCases } from './window-cases.js';
