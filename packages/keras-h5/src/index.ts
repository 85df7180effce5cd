export { type KerasModel, readKerasModel } from './read-keras-model.js';
