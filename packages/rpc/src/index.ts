export * from './client.js';
export type { ClientTls, ServerTls } from './credentials.js';
export type { StreamOutcome } from './from-message.js';
export type { IncomingCall } from './incoming-call.js';
export type { FailedCall } from './method.js';
export * from './server.js';
export { CLASSIFIER_SERVICE_NAME } from './service-definition.js';
export type { StreamImage, StreamLimits } from './stream-call.js';
export type { CallLimits } from './unary-call.js';
