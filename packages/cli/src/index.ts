export { createProgram, type Program } from './program.js';
export type { Terminal } from './terminal.js';
