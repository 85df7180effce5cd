import protobuf from 'protobufjs';

/**
 * The rich error model of gRPC: a `google.rpc.Status` in the trailer `grpc-status-details-bin`, whose details describe
 * the error for programs. Field numbers are those of google/rpc/status.proto,
 * google/rpc/error_details.proto and google/protobuf/{any,duration}.proto; ErrorInfo's metadata is not used.
 * https://grpc.io/docs/guides/error/#richer-error-model
 */
export interface RichStatus {
  /** The gRPC status code. */
  readonly code: number;
  readonly message: string;
  /** google.rpc.ErrorInfo. */
  readonly errorInfo?: { readonly reason: string; readonly domain: string };
  /** google.rpc.RetryInfo, in milliseconds. */
  readonly retryDelayMs?: number;
}

/** @returns a serialised google.rpc.Status */
export function encodeRichStatus({ code, message, errorInfo, retryDelayMs }: RichStatus): Buffer {
  const details = [];
  if (errorInfo !== undefined) details.push(pack(ErrorInfo, errorInfo));
  if (retryDelayMs !== undefined) details.push(pack(RetryInfo, { retryDelay: toDuration(retryDelayMs) }));
  return Buffer.from(Status.encode(Status.fromObject({ code, message, details })).finish());
}

/**
 * @param bytes a serialised google.rpc.Status; details of other kinds are ignored
 * @throws Error when the bytes are not such a message
 */
export function decodeRichStatus(bytes: Uint8Array): RichStatus {
  const status = readAs<{ code: number; message: string; details: Any[] }>(Status, bytes);
  let rich: RichStatus = { code: status.code, message: status.message };
  for (const detail of status.details) {
    if (detail.typeUrl === typeUrl(ErrorInfo)) {
      rich = { ...rich, errorInfo: readAs<{ reason: string; domain: string }>(ErrorInfo, detail.value) };
    } else if (detail.typeUrl === typeUrl(RetryInfo)) {
      const { retryDelay } = readAs<{ retryDelay: Duration | null }>(RetryInfo, detail.value);
      if (retryDelay !== null) rich = { ...rich, retryDelayMs: fromDuration(retryDelay) };
    }
  }
  return rich;
}

const root = protobuf.parse(`
  syntax = "proto3";
  package google.rpc;
  message Any { string type_url = 1; bytes value = 2; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; }
  message RetryInfo { Duration retry_delay = 1; }
`).root;

const Status = root.lookupType('google.rpc.Status');
const ErrorInfo = root.lookupType('google.rpc.ErrorInfo');
const RetryInfo = root.lookupType('google.rpc.RetryInfo');

interface Any {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

interface Duration {
  readonly seconds: number;
  readonly nanos: number;
}

/** @typeParam Fields what the type's definition above says */
function readAs<Fields>(type: protobuf.Type, bytes: Uint8Array): Fields {
  // Safe: toObject gives each field of the definition, of its type or its default.
  return type.toObject(type.decode(bytes), { defaults: true, longs: Number }) as Fields;
}

function pack(type: protobuf.Type, fields: Record<string, unknown>): Any {
  return { typeUrl: typeUrl(type), value: type.encode(type.fromObject(fields)).finish() };
}

function typeUrl(type: protobuf.Type): string {
  return `type.googleapis.com/google.rpc.${type.name}`;
}

function toDuration(ms: number): Duration {
  const seconds = Math.floor(ms / 1_000);
  return { seconds, nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}

function fromDuration({ seconds, nanos }: Duration): number {
  return seconds * 1_000 + nanos / 1e6;
}
