export * from './client.js';
export * from './server.js';
export { CLASSIFIER_SERVICE_NAME } from './service-definition.js';
export { STATUS_OF_CODE } from './status.js';
export type { CallLimits } from './unary-call.js';
export type { FailedCall } from './unary-handler.js';
