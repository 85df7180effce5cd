import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/classifier.js';
import { CLASSIFIER_FILE_DESCRIPTOR_SET } from './generated/descriptors.js';

/** By this name health is asked for, and reflection lists the service. */
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

/** The client class that grpc-js makes of the contract; its `service` describes the methods. */
export const ClassifierStub = grpcObject.classifier.v1.Classifier;
export type ClassifierStub = InstanceType<typeof ClassifierStub>;
