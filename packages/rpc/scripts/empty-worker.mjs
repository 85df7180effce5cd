// A worker whose handler is empty, on the bare gRPC library: it reads the image, and gives the answer that its parent sends.
// For measure-request.mjs in @slc/dev-stack. A call that says `wait-ms` gets its answer that much later, as by an engine.

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { toClassifyResponse } from '../dist/methods/classify.js';
import { CLASSIFIER } from '../dist/service-definition.js';

process.once('message', (classification) => {
  const response = toClassifyResponse({ classification, preview: null });
  const server = new Server();
  server.addService(
    { Classify: CLASSIFIER.Classify },
    {
      Classify({ metadata }, callback) {
        const startedMs = performance.now();
        const answer = () => {
          const inference = performance.now() - startedMs;
          callback(null, { ...response, timingsMs: { queue: 0, decode: 0, inference, total: inference } });
        };
        const waitMs = Number(metadata.get('wait-ms')[0] ?? 0);
        if (waitMs > 0) setTimeout(answer, waitMs);
        else answer();
      },
    },
  );
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => process.send(port));
});
