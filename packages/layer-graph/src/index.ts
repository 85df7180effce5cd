export * from './layer-graph.js';
export * from './passes/index.js';
export { drawShape, outputShapeOf, samePadding, shapesOf } from './shapes.js';
export { type GraphNode, sortLayers } from './sort-layers.js';
