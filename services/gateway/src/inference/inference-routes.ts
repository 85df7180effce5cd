import type { AskedModel } from '@slc/rpc';
import type { Request, Response, Router } from 'express';
import { readWorkerState } from '../api/probe-routes.js';
import { notFound } from '../http/error-handler.js';
import { JSON_LENGTH_HEADER, sendInferenceJson } from '../http/inference-protocol.js';
import { routes } from '../http/routes.js';
import type { TakeUpload } from '../uploads/upload-budget.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import { jsonLimits } from './body-limits.js';
import { toConfigJson, toIndexJson } from './descriptions.js';
import { type HttpInferAnswer, toHttpInferAnswer } from './infer-answer.js';
import { bareRequest, type HttpInferRequest, readInferRequest, readJsonLength } from './infer-request.js';

/** The protocol's extensions that its REST half has here. */
const EXTENSIONS = ['binary_tensor_data', 'classification', 'model_repository'];

/** The probes of the Open Inference Protocol. Like all probes they have no rate limit. */
export function inferenceProbeRoutes(worker: WorkerCalls): Router {
  return routes({
    'GET /v2/health/live': (_request, response) => {
      sendInferenceJson(response, { live: true });
    },
    'GET /v2/health/ready': async (_request, response) => {
      const { reason, state } = await readWorkerState(worker);
      // The protocol's text names `live` here; KServe's client reads `ready`.
      if (state.phase === 'ready') sendInferenceJson(response, { ready: true, live: true });
      else sendInferenceJson(response.status(503), { ready: false, live: true, error: reason });
    },
    'GET /v2/models/:model{/versions/:version}/ready': async (request, response) => {
      const model = modelOf(request);
      const ready = await worker.inference.modelReady(model);
      sendInferenceJson(response.status(ready ? 200 : 503), { name: model.name, ready });
    },
  });
}

export interface InferenceDependencies {
  readonly worker: WorkerCalls;
  readonly upload: TakeUpload;
  readonly uploadLimitBytes: number;
}

/**
 * The REST half of the Open Inference Protocol with the extensions that Triton's clients use
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md). What a model is
 * and answers is for the worker to say; here it gets its form in HTTP.
 */
export function inferenceRoutes({ worker, upload, uploadLimitBytes }: InferenceDependencies): Router {
  const { inference } = worker;
  const limits = jsonLimits(uploadLimitBytes);
  const router = routes({
    'GET /v2': async (_request, response) => {
      const { name, version } = await inference.serverMetadata();
      sendInferenceJson(response, { name, version, extensions: EXTENSIONS });
    },
    'GET /v2/models': async (_request, response) => {
      const models = await inference.repositoryIndex();
      sendInferenceJson(response, { models: models.map(({ name }) => name) });
    },
    // Its body may ask for models in some states; here there are two, which are in the same.
    'POST /v2/repository/index': async (_request, response) => {
      sendInferenceJson(response, toIndexJson(await inference.repositoryIndex()));
    },
    'GET /v2/models/:model{/versions/:version}': async (request, response) => {
      sendInferenceJson(response, await inference.modelMetadata(modelOf(request)));
    },
    'GET /v2/models/:model{/versions/:version}/config': async (request, response) => {
      sendInferenceJson(response, toConfigJson(await inference.modelConfig(modelOf(request))));
    },
    'POST /v2/models/:model{/versions/:version}/infer': upload(infer),
  });
  return router.use('/v2', notFound);

  async function infer(request: Request, response: Response, keep: (bytes: number) => void): Promise<void> {
    const { asked, bytes, isBinary } = await readRequest(request);
    // The JSON is several times as long as the pixels that were read of it.
    request.body = undefined;
    keep(bytes);
    send(response, toHttpInferAnswer(await worker.infer(asked, response), isBinary));
  }

  async function readRequest(request: Request): Promise<HttpInferRequest> {
    // Express leaves it undefined where nothing came.
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const jsonLength = readJsonLength(request.get(JSON_LENGTH_HEADER), body.length);
    const model = modelOf(request);
    if (jsonLength !== 0) return readInferRequest({ body, jsonLength, model, limits });
    const { inputs } = await inference.modelMetadata(model);
    return bareRequest(inputs, model, body);
  }
}

/** The model that an address names. */
function modelOf({ params }: Request): AskedModel {
  // The routes' patterns have each once, so neither is a list.
  const { model = '', version = '' } = params as Readonly<Record<string, string>>;
  return { name: model, version };
}

function send(response: Response, { head, binary }: HttpInferAnswer): void {
  if (binary.length === 0) {
    sendInferenceJson(response, head);
    return;
  }
  const json = Buffer.from(JSON.stringify(head));
  response.set({ 'Cache-Control': 'no-store', [JSON_LENGTH_HEADER]: String(json.length) });
  response.type('application/octet-stream').send(Buffer.concat([json, ...binary]));
}
