/** To be raised with every change of what is read from the same file: cached models of another version are not used. */
export const KERAS_READER_VERSION = '4';

export { type KerasModel, type ReadOptions, readKerasModel } from './read-keras-model.js';
