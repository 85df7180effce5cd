import { loadPackageDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { ProtoGrpcType as ClassifierTypes } from './generated/classifier.js';
import { CLASSIFIER_MESSAGES, INFERENCE_MESSAGES } from './generated/descriptors.js';
import type { ProtoGrpcType as InferenceTypes } from './generated/open_inference_grpc.js';

/** The services' names in health and reflection. */
export const CLASSIFIER_SERVICE_NAME = 'classifier.v1.Classifier';
export const INFERENCE_SERVICE_NAME = 'inference.GRPCInferenceService';

/**
 * @param messages of generated/descriptors.ts
 * @typeParam Types generated from the same file, which a test proves: grpc-js cannot know what the messages are
 */
function load<Types>(messages: object): Types {
  // With the options of scripts/generate.mjs, which makes the types.
  return loadPackageDefinition(fromJSON(messages, { longs: Number, defaults: true })) as unknown as Types;
}

/** The methods of each service, with their paths and the functions that write and read their messages. */
export const CLASSIFIER = load<ClassifierTypes>(CLASSIFIER_MESSAGES).classifier.v1.Classifier.service;
export const INFERENCE = load<InferenceTypes>(INFERENCE_MESSAGES).inference.GRPCInferenceService.service;
