import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/classifier.js';
import { CLASSIFIER_FILE_DESCRIPTOR_SET } from './generated/descriptors.js';

/** The service's name in health and reflection. */
export const CLASSIFIER_SERVICE_NAME = 'classifier.v1.Classifier';

const packageDefinition = loadFileDescriptorSetFromBuffer(
  Buffer.from(CLASSIFIER_FILE_DESCRIPTOR_SET, 'base64'),
  {
    // As in scripts/generate.mjs, where the types are made.
    longs: Number,
    defaults: true,
  },
);

// grpc-js cannot know what the descriptor holds. The type was generated from the same file, which a test proves.
const grpcObject = loadPackageDefinition(packageDefinition) as unknown as ProtoGrpcType;

/** The methods of the contract, each with its path and the functions that write and read its messages. */
export const CLASSIFIER = grpcObject.classifier.v1.Classifier.service;
