import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { CLASSIFIER } from '../dist/service-definition.js';

/** `Classify` on the bare gRPC library. @returns asks it for an image; `headers` go along */
export function bareClient(address) {
  const client = new Client(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = CLASSIFIER.Classify;
  return (image, headers) => {
    const metadata = Metadata.fromHttp2Headers(headers);
    return new Promise((resolve, reject) => {
      const answered = (error, response) => (error ? reject(error) : resolve(response));
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { image }, metadata, answered);
    });
  };
}
