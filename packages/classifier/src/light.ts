/** What a command line knows of engines before it starts one. It loads no library. */
export { ENGINE_CHOICES, ENGINE_NAMES, type EngineChoice, type EngineName } from './open/engine-names.js';
