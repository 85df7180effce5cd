import { loadPackageDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/classifier.js';
import { CLASSIFIER_MESSAGES } from './generated/descriptors.js';

/** The service's name in health and reflection. */
export const CLASSIFIER_SERVICE_NAME = 'classifier.v1.Classifier';

// With the options of scripts/generate.mjs, which makes the types.
const packageDefinition = fromJSON(CLASSIFIER_MESSAGES, { longs: Number, defaults: true });

// grpc-js cannot know what the messages are. The type was generated from the same file, which a test proves.
const grpcObject = loadPackageDefinition(packageDefinition) as unknown as ProtoGrpcType;

/** The methods of the contract, each with its path and the functions that write and read its messages. */
export const CLASSIFIER = grpcObject.classifier.v1.Classifier.service;
