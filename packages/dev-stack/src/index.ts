export { type DevStack, startDevStack } from './dev-stack.js';
