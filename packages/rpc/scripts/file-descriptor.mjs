import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';

/**
 * Compiles one .proto file to the descriptor that `protoc` makes of it.
 *
 * protobufjs's own `toDescriptor` leaves out what other languages need from server reflection: the file's name,
 * absolute type names, JSON names, the mark of proto3's `optional` and the names of map entries. This adds them.
 *
 * @param {string} path of the file; it imports no other
 * @param {string} name by which other files would import it, such as `classifier/v1/classifier.proto`
 * @returns {Buffer} a serialised google.protobuf.FileDescriptorProto
 */
export function compileFileDescriptor(path, name) {
  const root = new protobuf.Root().loadSync(path, { keepCase: true }).resolveAll();
  const [file] = root.toDescriptor('proto3').file;
  file.name = name;
  for (const message of file.messageType) {
    completeMessage(message, root.lookupType(`${file.package}.${message.name}`));
  }
  for (const service of file.service) {
    const { methods } = root.lookupService(`${file.package}.${service.name}`);
    for (const method of service.method) {
      method.inputType = methods[method.name].resolvedRequestType.fullName;
      method.outputType = methods[method.name].resolvedResponseType.fullName;
    }
  }
  return Buffer.from(descriptor.FileDescriptorProto.encode(file).finish());
}

function completeMessage(message, type) {
  for (const field of message.field) {
    const source = type.fields[field.name];
    field.jsonName = protobuf.util.camelCase(field.name);
    if (source.map) {
      completeMapEntry(message, type, field, source);
    } else if (source.resolvedType !== null) {
      field.typeName = source.resolvedType.fullName;
    }
    if (source.options?.proto3_optional === true) field.proto3Optional = true;
    // For `optional`, toDescriptor makes options that hold nothing.
    if (field.options !== null && descriptor.FieldOptions.encode(field.options).finish().length === 0) {
      field.options = null;
    }
  }
  for (const nested of message.nestedType) {
    if (nested.options?.mapEntry !== true) completeMessage(nested, type.nested[nested.name]);
  }
}

function completeMapEntry(message, type, field, source) {
  const entry = message.nestedType.find(({ name }) => name === field.typeName);
  entry.name = `${protobuf.util.ucFirst(field.jsonName)}Entry`;
  field.typeName = `${type.fullName}.${entry.name}`;
  for (const part of entry.field) part.jsonName = part.name;
  if (source.resolvedType !== null) entry.field[1].typeName = source.resolvedType.fullName;
}
