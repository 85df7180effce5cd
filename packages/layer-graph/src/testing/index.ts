export { findDifferences, imagesFor } from './check-outputs.js';
export { headCases } from './head-cases.js';
export type { HeadCase } from './head-parts.js';
export { type HeatMapCase, heatMapCases } from './heat-map-cases.js';
export { type LayerCase, layerCases } from './layer-cases.js';
export { type NaiveOutputs, runNaively } from './naive-network.js';
export { windowCases } from './window-cases.js';
