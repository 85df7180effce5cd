import protobuf from 'protobufjs';

/**
 * The rich error model of gRPC: a `google.rpc.Status` in the trailer `grpc-status-details-bin`, whose details describe
 * the error for programs. https://grpc.io/docs/guides/error/#richer-error-model
 */
export interface RichStatus {
  /** The gRPC status code. */
  readonly code: number;
  readonly message: string;
  /** google.rpc.ErrorInfo. */
  readonly errorInfo?: { readonly reason: string; readonly domain: string } | undefined;
  /** google.rpc.RetryInfo, in milliseconds. */
  readonly retryDelayMs?: number | undefined;
}

// With the field numbers of google/rpc/status.proto, google/rpc/error_details.proto and
// google/protobuf/{any,duration}.proto; ErrorInfo's metadata is not used.
const types = protobuf.parse(`
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; }
  message RetryInfo { Duration retry_delay = 1; }
`).root;

const TYPE_URL = 'type.googleapis.com/google.rpc.';

/** @returns a serialised google.rpc.Status */
export function encodeRichStatus({ code, message, errorInfo, retryDelayMs }: RichStatus): Buffer {
  const details: object[] = [];
  const add = (type: string, fields: object): unknown =>
    details.push({ typeUrl: TYPE_URL + type, value: write(type, fields) });
  if (errorInfo !== undefined) add('ErrorInfo', errorInfo);
  if (retryDelayMs !== undefined) {
    const seconds = Math.floor(retryDelayMs / 1_000);
    add('RetryInfo', { retryDelay: { seconds, nanos: Math.round((retryDelayMs % 1_000) * 1e6) } });
  }
  return write('Status', { code, message, details });
}

/**
 * @param bytes a serialised google.rpc.Status; details of other kinds are ignored
 * @throws Error when the bytes are not such a message
 */
export function decodeRichStatus(bytes: Uint8Array): RichStatus {
  interface Status extends Pick<RichStatus, 'code' | 'message'> {
    readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
  }
  const { code, message, details } = read<Status>('Status', bytes);
  const find = <Fields>(type: string): Fields | undefined => {
    const detail = details.find(({ typeUrl }) => typeUrl === TYPE_URL + type);
    return detail && read<Fields>(type, detail.value);
  };
  const errorInfo = find<NonNullable<RichStatus['errorInfo']>>('ErrorInfo');
  const delay = find<{ retryDelay: { seconds: number; nanos: number } | null }>('RetryInfo')?.retryDelay;
  return {
    code,
    message,
    errorInfo,
    retryDelayMs: delay ? delay.seconds * 1_000 + delay.nanos / 1e6 : undefined,
  };
}

function write(type: string, fields: object): Buffer {
  const messages = types.lookupType(type);
  return Buffer.from(messages.encode(messages.fromObject(fields)).finish());
}

/** @typeParam Fields what the type's definition above says */
function read<Fields>(type: string, bytes: Uint8Array): Fields {
  const messages = types.lookupType(type);
  // Safe: toObject gives each field of the definition, of its type or its default.
  return messages.toObject(messages.decode(bytes), { defaults: true, longs: Number }) as Fields;
}
