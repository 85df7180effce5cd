import { LOCALES } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import compression from 'compression';
import express, { type Express } from 'express';
import { apiRoutes, classifyRoute } from './api/api-routes.js';
import { createOpenApi } from './api/openapi.js';
import { probeRoutes } from './api/probe-routes.js';
import type { GatewayConfig } from './config.js';
import { allowOrigins } from './http/allow-origins.js';
import { mountUnder } from './http/base-path.js';
import { answerErrors, notFound } from './http/error-handler.js';
import { lingerAfterAnswer } from './http/lingering-close.js';
import { limitPipelining } from './http/pipelining-limit.js';
import { limitRate } from './http/rate-limit.js';
import { observeRequests } from './http/request-log.js';
import { securityHeaders } from './http/security-headers.js';
import { inferBodyLimit } from './inference/body-limits.js';
import { inferenceProbeRoutes, inferenceRoutes } from './inference/inference-routes.js';
import type { GatewayMetrics } from './metrics.js';
import { createAssets } from './pages/assets.js';
import { docsRoute } from './pages/docs-route.js';
import { faultPage, modelStatusRoute, pageRoutes } from './pages/page-routes.js';
import { createRender } from './pages/render.js';
import type { Samples } from './pages/samples.js';
import { bareUpload, formUpload, unpackedUpload } from './uploads/read-upload.js';
import type { UploadBudget } from './uploads/upload-budget.js';
import { createWorkerCalls } from './worker/worker-calls.js';

export interface AppDependencies {
  readonly config: GatewayConfig;
  readonly uploads: UploadBudget;
  readonly client: ClassifierClient;
  /** See `WorkerCallsOptions`. */
  readonly stopping: AbortSignal;
  readonly samples: Samples;
  readonly metrics: GatewayMetrics;
  readonly logger: Logger;
}

const LANGUAGE_PATHS = LOCALES.map((locale) => `/${locale}`);

/** Every route of the gateway, in the order in which Express tries them. */
export function createApp(dependencies: AppDependencies): Express {
  const { config, client, stopping, uploads, samples, metrics, logger } = dependencies;
  const { uploadLimitBytes, requestTimeoutMs, workerCalls } = config;
  const app = express();
  app.disable('x-powered-by');
  // No ETags on rendered answers.
  app.set('etag', false);
  app.set('trust proxy', config.trustProxy);
  app.use(mountUnder({ basePath: config.basePath, trustsProxy: config.trustProxy !== false, logger }));
  app.use(limitPipelining());
  app.use(observeRequests(metrics, logger));
  app.use(lingerAfterAnswer());
  app.use(securityHeaders());

  const worker = createWorkerCalls({ client, requestTimeoutMs, workerCalls, stopping, logger });
  const form = uploads.guard(formUpload(uploadLimitBytes), worker);
  const bare = uploads.guard(bareUpload(uploadLimitBytes), worker);
  const tensors = uploads.guard(unpackedUpload(), worker, inferBodyLimit(config));
  const limit = limitRate(config.rateLimitPerMinute);
  const assets = createAssets();
  const openApi = createOpenApi(uploadLimitBytes);
  const render = createRender(assets);
  const pages = { worker, render, samples, uploadLimitBytes, formUpload: form };
  const docs = docsRoute({ worker, render, openApi, uploadLimitBytes, workerAddress: config.workerAddress });

  // Before the routes, so that the metrics count a refused request under no route.
  const cors = allowOrigins(config.corsOrigins);
  app.use('/api', cors, limit);
  app.use(classifyRoute({ worker, formUpload: form, bareUpload: bare, uploadLimitBytes }));
  app.use('/v2', cors);
  app.use(inferenceProbeRoutes(worker));
  app.use('/v2', limit);
  app.use(inferenceRoutes({ worker, upload: tensors, uploadLimitBytes }));
  // After the routes above: their answers are small, and compressing them would only cost time.
  app.use(compression());
  app.use('/assets', assets.routes);
  app.use(docs);
  app.use(apiRoutes({ worker, openApi }));
  // Without a rate limit: probes come often and from one address, and an open page asks for the model's status.
  app.use(probeRoutes(worker));
  app.use(modelStatusRoute(pages));
  app.use(LANGUAGE_PATHS, modelStatusRoute(pages));
  app.use(limit);
  app.use(pageRoutes(pages));
  app.use(LANGUAGE_PATHS, docs, pageRoutes(pages));
  app.use(notFound);
  app.use(answerErrors(faultPage(pages), logger));
  return app;
}
