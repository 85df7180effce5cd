import type { ServiceDefinition } from '@grpc/grpc-js';

/** A method as grpc-js takes it, whatever its messages are. */
export type AnyDefinition = ServiceDefinition[string];

/** Leaves bytes as they are. */
export const asBytes = (bytes: Buffer): Buffer => bytes;

/**
 * The method as a server registers it: its requests arrive as bytes. grpc-js itself answers INTERNAL, without a reason,
 * to bytes that are no message (`decompressAndMaybePush` in src/server-interceptors.ts, 1.14.7; no issue asks for more).
 */
export function withRawRequests(definition: AnyDefinition): AnyDefinition {
  return { ...definition, requestDeserialize: asBytes };
}
