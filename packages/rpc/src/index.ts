export * from './client.js';
export { AROUND_THE_IMAGE_BYTES } from './codec.js';
export type { ServerTls } from './credentials.js';
export type { IncomingCall } from './grpc-js/index.js';
export { invalidRequest, quoteName } from './inference/invalid-request.js';
export type {
  AskedModel,
  ConfiguredTensor,
  Datatype,
  IndexedModel,
  ModelConfig,
  ModelMetadata,
  ServerMetadata,
  TensorMetadata,
} from './inference/models.js';
export { MOST_BYTES_ELEMENTS, readRawBytes, toRawContent } from './inference/raw-contents.js';
export type { ReceivedInferRequest } from './inference/read-infer-request.js';
export {
  type BoolTensor,
  type BytesTensor,
  countElements,
  type Fp32Tensor,
  type InferAnswer,
  type InferParameters,
  type InferRequest,
  type InputTensor,
  type OutputTensor,
  type RequestedOutput,
  type Uint8Tensor,
} from './inference/tensors.js';
export * from './light.js';
export type { CallLimit, FailedCall } from './method.js';
export type { ClassifierHandlers, InferenceHandlers } from './methods/index.js';
export { type ClassifierServer, type ClassifierServerOptions, createClassifierServer } from './server.js';
export { CLASSIFIER_SERVICE_NAME, INFERENCE_SERVICE_NAME } from './service-definition.js';
export type { StreamLimits } from './stream/call.js';
export type { CallLimits } from './unary-method.js';
