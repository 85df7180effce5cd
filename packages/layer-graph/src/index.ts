export { type FinalActivation, findFinalActivation, type WayToLogits } from './final-activation.js';
export * from './layer-graph.js';
export { outputShapeOf, shapesOf } from './layer-shapes.js';
export { lazyTensor } from './lazy-tensor.js';
export { findOwnScaling, type OwnScaling } from './own-scaling.js';
export * from './passes/index.js';
export { NO_PADDING, samePadding, samePadding2d } from './same-padding.js';
export { broadcastShape, isSameShape, sizeOf } from './shape.js';
export { sortLayers } from './sort-layers.js';
