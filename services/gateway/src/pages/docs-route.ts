import type { Router } from 'express';
import type { OpenApi } from '../api/openapi.js';
import { publicAddressOf } from '../http/public-address.js';
import { routes } from '../http/routes.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import { readExamples } from './examples.js';
import { send } from './page-routes.js';
import type { Render } from './render.js';
import { docsView } from './views/docs-view.js';
import { pageContext } from './views/page-context.js';

export interface DocsDependencies {
  readonly worker: WorkerCalls;
  readonly render: Render;
  readonly openApi: OpenApi;
  readonly uploadLimitBytes: number;
  /** Where the gateway reaches the worker by gRPC. */
  readonly workerAddress: string;
}

/** The API page: examples with the address of this request, and everything that the OpenAPI document says. */
export function docsRoute(dependencies: DocsDependencies): Router {
  const { worker, render, openApi, uploadLimitBytes, workerAddress } = dependencies;
  const examples = readExamples();
  return routes({
    'GET /api/docs': async (request, response) => {
      const context = pageContext(request, response);
      // The page is served also while the worker is not.
      const info = await worker.modelInfo().catch(() => worker.knownModel());
      const address = publicAddressOf(request, response);
      const view = docsView(context, {
        document: openApi(address),
        examples: examples({ service: address, worker: workerAddress, model: info.model?.id }),
        uploadLimitBytes,
        workerAddress,
      });
      send(response, context, { page: render('docs', view, context), cache: 'no-store' });
    },
  });
}
