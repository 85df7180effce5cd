/** What a command line knows of models before it reads one. It loads no library. */
export { digestFile } from './digest-file.js';
export { makeDirectory } from './make-directory.js';
export { COMPACT_MODEL_ID, DEFAULT_MODEL_ID } from './model-ids.js';
export { SCALINGS, type Scaling } from './scalings.js';
