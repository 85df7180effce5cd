import type { ServerHttp2Stream } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';

/**
 * The call that grpc-js gives to the first of a server's interceptors is its own, over its HTTP/2 stream. What nothing
 * public leads to is reached here, and only here; where a later version has it no more, nothing is done and a test fails.
 */
interface OwnCall {
  readonly stream?: ServerHttp2Stream;
  readonly decoder?: { maxReadMessageLength: number };
  maxReceiveMessageSize?: number;
}

export function http2StreamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream | undefined {
  return (call as OwnCall).stream;
}

/** A lower limit than the server's, of the message as it comes and of what it unpacks to. */
export function limitMessageBytes(call: ServerInterceptingCallInterface, bytes: number): void {
  const { decoder } = call as OwnCall;
  if (decoder) decoder.maxReadMessageLength = bytes;
  (call as OwnCall).maxReceiveMessageSize = bytes;
}
