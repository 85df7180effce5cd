import type { Router } from 'express';
import type { OpenApi } from '../api/openapi.js';
import { publicAddressOf } from '../http/public-address.js';
import { routes } from '../http/routes.js';
import { readExamples } from './examples.js';
import { send } from './page-routes.js';
import type { Render } from './render.js';
import { docsView } from './views/docs-view.js';
import { pageContext } from './views/page-context.js';

export interface DocsDependencies {
  readonly render: Render;
  readonly openApi: OpenApi;
  readonly uploadLimitBytes: number;
  /** Where the gateway reaches the worker by gRPC. */
  readonly workerAddress: string;
}

/** The API page: examples with the address of this request, and everything that the OpenAPI document says. */
export function docsRoute({ render, openApi, uploadLimitBytes, workerAddress }: DocsDependencies): Router {
  const examples = readExamples();
  return routes({
    'GET /api/docs': (request, response) => {
      const context = pageContext(request, response);
      const address = publicAddressOf(request, response);
      const view = docsView(context, {
        document: openApi(address),
        examples: examples({ service: address, worker: workerAddress }),
        uploadLimitBytes,
        workerAddress,
      });
      send(response, context, { page: render('docs', view, context), cache: 'no-store' });
    },
  });
}
