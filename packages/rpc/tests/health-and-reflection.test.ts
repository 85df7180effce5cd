import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Client, credentials, type ServiceDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { service as health } from 'grpc-health-check';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLASSIFIER_SERVICE_NAME, INFERENCE_SERVICE_NAME } from '../src/index.js';
import { startPair } from './examples.js';

let pair: Awaited<ReturnType<typeof startPair>>;
let client: Client;

beforeEach(async () => {
  pair = await startPair();
  client = new Client(pair.address, credentials.createInsecure());
});

afterEach(async () => {
  client.close();
  await pair.close();
});

describe('health', () => {
  const check = (service: string) => unary(client, health, 'Check', { service });

  const services = [CLASSIFIER_SERVICE_NAME, INFERENCE_SERVICE_NAME];

  test.each(services)('of the process is SERVING from the start, of %s only once it is set', async (name) => {
    expect(await check('')).toEqual({ status: 'SERVING' });
    expect(await check(name)).toEqual({ status: 'NOT_SERVING' });
    pair.server.setServing(true);
    expect(await check(name)).toEqual({ status: 'SERVING' });
    pair.server.setServing(false);
    expect(await check(name)).toEqual({ status: 'NOT_SERVING' });
    expect(await check('')).toEqual({ status: 'SERVING' });
  });

  test('of an unknown service is NOT_FOUND', async () => {
    await expect(check('another.Service')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  test('of an unknown service can be watched, and no long name is read', async () => {
    const watched = serverStream(client, health, 'Watch', { service: 'another.Service' });
    watched.on('error', () => {});
    expect(await once(watched, 'data')).toEqual([{ status: 'SERVICE_UNKNOWN' }]);
    watched.cancel();
    await expect(check('x'.repeat(2_000))).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  test('answers callers without a token, also where every other call needs one', async () => {
    const guarded = await startPair({}, { server: { authToken: 'secret' } });
    const stranger = new Client(guarded.address, credentials.createInsecure());
    try {
      expect(await unary(stranger, health, 'Check', { service: '' })).toEqual({ status: 'SERVING' });
      const watched = serverStream(stranger, health, 'Watch', { service: CLASSIFIER_SERVICE_NAME });
      watched.on('error', () => {});
      expect(await once(watched, 'data')).toEqual([{ status: 'NOT_SERVING' }]);
      watched.cancel();
      const refused = { code: status.UNAUTHENTICATED };
      await expect(reflect(stranger, 'v1', { listServices: '' })).rejects.toMatchObject(refused);
      await expect(guarded.client.getModelInfo({ timeoutMs: 5_000 })).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    } finally {
      stranger.close();
      await guarded.close();
    }
  });

  test('can be watched, and a watcher does not hold up the closing', async () => {
    const seen: unknown[] = [];
    const ended = new Promise<ServiceError>((resolve) => {
      serverStream(client, health, 'Watch', { service: CLASSIFIER_SERVICE_NAME })
        .on('data', (message: { status: string }) => seen.push(message.status))
        .on('error', resolve);
    });
    await expect.poll(() => seen).toEqual(['NOT_SERVING']);
    pair.server.setServing(true);
    await expect.poll(() => seen).toEqual(['NOT_SERVING', 'SERVING']);
    const startedMs = performance.now();
    await pair.server.close(60_000);
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
    expect(seen).toEqual(['NOT_SERVING', 'SERVING', 'NOT_SERVING']);
  });
});

describe.each(['v1', 'v1alpha'])('reflection %s', (version) => {
  test('lists the services', async () => {
    const answer = await reflect(client, version, { listServices: '' });
    expect(answer).toMatchObject({
      listServicesResponse: {
        service: [
          { name: 'classifier.v1.Classifier' },
          { name: 'inference.GRPCInferenceService' },
          { name: 'grpc.health.v1.Health' },
        ],
      },
    });
  });

  test('gives the proto file as protoc compiles it', async () => {
    const answer = await reflect(client, version, { fileContainingSymbol: CLASSIFIER_SERVICE_NAME });
    expect(answer.fileDescriptorResponse.fileDescriptorProto).toHaveLength(1);
    const [bytes = Buffer.alloc(0)] = answer.fileDescriptorResponse.fileDescriptorProto;
    const file = descriptor.FileDescriptorProto.decode(bytes).toJSON();
    expect(file).toMatchObject({
      name: 'classifier/v1/classifier.proto',
      package: 'classifier.v1',
      syntax: 'proto3',
    });
    expect(fieldOf(file, 'ClassifyResponse', 'timings_ms')).toMatchObject({
      jsonName: 'timingsMs',
      typeName: '.classifier.v1.TimingsMs',
    });
  });
});

describe('reflection', () => {
  test('says which fields are optional', async () => {
    const answer = await reflect(client, 'v1', { fileByFilename: 'classifier/v1/classifier.proto' });
    const [bytes = Buffer.alloc(0)] = answer.fileDescriptorResponse.fileDescriptorProto;
    const file = descriptor.FileDescriptorProto.decode(bytes).toJSON();
    expect(fieldOf(file, 'ModelState', 'bytes_total')).toMatchObject({ proto3Optional: true });
    expect(fieldOf(file, 'ModelState', 'phase')).not.toHaveProperty('proto3Optional');
  });

  test('gives the health service with a map entry by the name that protobuf demands', async () => {
    const answer = await reflect(client, 'v1', { fileContainingSymbol: 'grpc.health.v1.Health' });
    const [bytes = Buffer.alloc(0)] = answer.fileDescriptorResponse.fileDescriptorProto;
    const file = descriptor.FileDescriptorProto.decode(bytes).toJSON();
    expect(fieldOf(file, 'HealthListResponse', 'statuses')).toMatchObject({
      typeName: '.grpc.health.v1.HealthListResponse.StatusesEntry',
    });
    expect(fieldOf(file, 'HealthListResponse.StatusesEntry', 'value')).toMatchObject({
      typeName: '.grpc.health.v1.HealthCheckResponse',
    });
  });

  test('knows no symbol outside of the files', async () => {
    const answer = await reflect(client, 'v1', { fileContainingSymbol: 'classifier.v1.Nothing' });
    expect(answer).toMatchObject({ errorResponse: { errorCode: status.NOT_FOUND } });
  });
});

interface ReflectionAnswer {
  readonly fileDescriptorResponse: { readonly fileDescriptorProto: readonly Buffer[] };
}

function unary(to: Client, service: ServiceDefinition, name: string, request: object): Promise<unknown> {
  const { path, requestSerialize, responseDeserialize } = methodOf(service, name);
  return new Promise((resolve, reject) => {
    to.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

function serverStream(to: Client, service: ServiceDefinition, name: string, request: object) {
  const { path, requestSerialize, responseDeserialize } = methodOf(service, name);
  return to.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
}

function reflect(to: Client, version: string, request: object): Promise<ReflectionAnswer> {
  const main = createRequire(import.meta.url).resolve('@grpc/reflection');
  const proto = main.replace(
    /build.src.index\.js$/,
    `build/proto/grpc/reflection/${version}/reflection.proto`,
  );
  // Safe: the file defines one service of this name.
  const service = loadSync(proto)[`grpc.reflection.${version}.ServerReflection`] as ServiceDefinition;
  const { path, requestSerialize, responseDeserialize } = methodOf(service, 'ServerReflectionInfo');
  const stream = to.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  return new Promise((resolve, reject) => {
    stream.on('data', resolve).on('error', reject);
    stream.write(request);
    stream.end();
  });
}

function methodOf(service: ServiceDefinition, name: string) {
  const method = service[name];
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

interface MessageDescriptor {
  readonly name: string;
  readonly field?: readonly { readonly name: string }[];
  readonly nestedType?: readonly MessageDescriptor[];
}

/** @param message its name inside the file, with dots where it is nested */
function fieldOf(
  file: { messageType?: readonly MessageDescriptor[] },
  message: string,
  field: string,
): unknown {
  let messages = file.messageType;
  let found: MessageDescriptor | undefined;
  for (const name of message.split('.')) {
    found = messages?.find((each) => each.name === name);
    messages = found?.nestedType;
  }
  return found?.field?.find((each) => each.name === field);
}
