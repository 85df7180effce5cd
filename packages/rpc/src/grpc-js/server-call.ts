import type { ServerHttp2Stream } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';

/**
 * Private fields of the call that grpc-js 1.14 gives to a server's first interceptor (`BaseServerInterceptingCall` in
 * src/server-interceptors.ts). No public API leads to them. Where a later version has other names, nothing is done and
 * a test fails.
 */
interface LibraryCall {
  readonly stream?: ServerHttp2Stream;
  readonly decoder?: { maxReadMessageLength: number };
  maxReceiveMessageSize?: number;
}

export function http2StreamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream | undefined {
  return (call as LibraryCall).stream;
}

/**
 * Sets a lower receive limit than the server's, for the message as it arrives and for what it decompresses to. grpc-js
 * has one limit for all methods of a server (`grpc.max_receive_message_length`); no issue asks for more.
 */
export function limitMessageBytes(call: ServerInterceptingCallInterface, bytes: number): void {
  const { decoder } = call as LibraryCall;
  if (decoder) decoder.maxReadMessageLength = bytes;
  (call as LibraryCall).maxReceiveMessageSize = bytes;
}
