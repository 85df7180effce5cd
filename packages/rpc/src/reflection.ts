import { ReflectionService } from '@grpc/reflection';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { CLASSIFIER_FILE_DESCRIPTOR_SET, HEALTH_FILE_DESCRIPTOR_SET } from './generated/descriptors.js';

/**
 * Server reflection, v1 and v1alpha, from the descriptors that were made of the .proto files. What proto-loader would make
 * of them at run time lacks `optional`, and the names of files, fields and types.
 */
export function createReflection(): ReflectionService {
  const fileDescriptorProtos = [CLASSIFIER_FILE_DESCRIPTOR_SET, HEALTH_FILE_DESCRIPTOR_SET].flatMap(filesOf);
  // Of a package definition the service reads nothing but these files.
  return new ReflectionService({
    files: { format: 'Protocol Buffer 3 EnumDescriptorProto', type: {}, fileDescriptorProtos },
  });
}

function filesOf(base64: string): Buffer[] {
  // Safe: the reflected type gives its messages the fields of the interface of the same name.
  const { file } = descriptor.FileDescriptorSet.decode(
    Buffer.from(base64, 'base64'),
  ) as unknown as descriptor.IFileDescriptorSet;
  return file.map((each) => Buffer.from(descriptor.FileDescriptorProto.encode(each).finish()));
}
