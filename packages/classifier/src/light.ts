/** What a command line knows of engines and models before it opens one. It loads no library. */
export {
  COMPACT_MODEL_ID,
  DEFAULT_MODEL_ID,
  digestFile,
  makeDirectory,
  SCALINGS,
  type Scaling,
} from '@slc/models/light';
export { ENGINE_CHOICES, ENGINE_NAMES, type EngineChoice, type EngineName } from './open/engine-names.js';
