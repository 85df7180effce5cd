export * from './calibration.js';
export * from './classification.js';
export * from './errors.js';
export * from './lesion-classes.js';
export * from './manifest.js';
export * from './model-state.js';
