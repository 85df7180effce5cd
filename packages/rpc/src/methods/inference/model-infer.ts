import {
  fromInferResponseMessage,
  toInferRequestMessage,
  toInferResponseMessage,
} from '../../inference/infer-messages.js';
import { type ReceivedInferRequest, readInferRequest } from '../../inference/read-infer-request.js';
import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';

/** Classifies the images of one request. The server's options say how many calls may run at the same time. */
export const modelInfer = unaryMethod({
  definition: { ...INFERENCE.ModelInfer, requestDeserialize: readInferRequest },
  isRetried: true,
  toRequest: toInferRequestMessage,
  fromRequest: (request): ReceivedInferRequest => request,
  toResponse: toInferResponseMessage,
  fromResponse: fromInferResponseMessage,
});
