// A gateway whose handler is empty, on the bare libraries: it reads the form, asks the worker at the address of its first
// argument, and gives the answer that its parent sends. For measure-request.mjs in @slc/dev-stack.

import express from 'express';
import multer from 'multer';
import { bareClient } from '../../../packages/rpc/scripts/bare-client.mjs';

const classify = bareClient(process.argv[2]);

process.once('message', (classification) => {
  const app = express();
  app.post('/api/v1/classify', multer().single('image'), async (request, response) => {
    const waitMs = request.get('wait-ms');
    const { timingsMs } = await classify(request.file.buffer, waitMs ? { 'wait-ms': waitMs } : {});
    response.json({ ...classification, timingsMs });
  });
  const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
});
