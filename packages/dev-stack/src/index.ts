export { type DevStackConfig, envToDevStackConfig } from './config.js';
export { type DevStack, startDevStack } from './dev-stack.js';
export { freePort, type ServiceProcess, startServiceProcess } from './service-process.js';
