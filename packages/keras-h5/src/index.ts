export { type KerasModel, type ReadOptions, readKerasModel } from './read-keras-model.js';
