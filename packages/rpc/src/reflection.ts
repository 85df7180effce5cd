import { ReflectionService } from '@grpc/reflection';
import {
  CLASSIFIER_FILE_DESCRIPTOR,
  HEALTH_FILE_DESCRIPTOR,
  INFERENCE_FILE_DESCRIPTOR,
} from './generated/descriptors.js';

/**
 * Server reflection, v1 and v1alpha, from the descriptors that were made of the .proto files. What proto-loader would make
 * of them at run time lacks `optional`, and the names of files, fields and types.
 */
export function createReflection(): ReflectionService {
  const fileDescriptorProtos = [
    CLASSIFIER_FILE_DESCRIPTOR,
    INFERENCE_FILE_DESCRIPTOR,
    HEALTH_FILE_DESCRIPTOR,
  ].map((base64) => Buffer.from(base64, 'base64'));
  // Of a package definition the service reads nothing but these files.
  return new ReflectionService({
    files: { format: 'Protocol Buffer 3 EnumDescriptorProto', type: {}, fileDescriptorProtos },
  });
}
