export { type FinalActivation, findFinalActivation } from './final-activation.js';
export * from './layer-graph.js';
export { lazyTensor } from './lazy-tensor.js';
export * from './passes/index.js';
export { NO_PADDING, samePadding, samePadding2d } from './same-padding.js';
export { broadcastShape, drawShape, outputShapeOf, shapesOf, sizeOf } from './shapes.js';
export { type GraphNode, sortLayers } from './sort-layers.js';
