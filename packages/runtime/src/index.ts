export * from './close-in-order.js';
export * from './lifecycle.js';
export * from './logger.js';
export * from './metrics-server.js';
export { type HostProcess, onReloadSignal } from './process-events.js';
export * from './process-settings.js';
export * from './settings.js';
export * from './tls-settings.js';
export * from './trace-context.js';
