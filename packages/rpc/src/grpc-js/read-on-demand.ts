import type { ServerDuplexStream } from '@grpc/grpc-js';

/**
 * Leaves it to the server when the next message of a stream is read. By itself grpc-js reads sixteen messages ahead,
 * however large they are, and has no option for it: https://github.com/grpc/grpc-node/issues/123
 *
 * @param onWanted called when the stream would read
 * @returns reads one message
 */
export function readOnDemand(call: ServerDuplexStream<unknown, unknown>, onWanted: () => void): () => void {
  const readNext = call._read.bind(call, 1);
  call._read = onWanted;
  return readNext;
}
