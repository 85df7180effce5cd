import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import compression from 'compression';
import express, { type Express } from 'express';
import { createAskWorker } from './ask-worker.js';
import type { Assets } from './assets.js';
import type { GatewayConfig } from './config.js';
import { lingerAfterAnswer } from './linger.js';
import type { GatewayMetrics } from './metrics.js';
import { boundPipelining } from './pipelining.js';
import { limitRate } from './rate-limit.js';
import type { Render } from './render.js';
import { observeRequests } from './request-log.js';
import { answerErrors, notFound } from './respond.js';
import { apiRoutes, classifyRoute } from './routes/api.js';
import { faultPage, pageRoutes, standingRoute } from './routes/pages.js';
import { probeRoutes } from './routes/probes.js';
import type { Samples } from './samples.js';
import { securityHeaders } from './security-headers.js';
import { bareUpload, formUpload } from './upload.js';
import type { UploadBudget } from './upload-budget.js';

export interface AppDependencies {
  readonly config: Pick<
    GatewayConfig,
    'uploadLimitBytes' | 'requestTimeoutMs' | 'workerCalls' | 'rateLimitPerMinute' | 'trustProxy'
  >;
  readonly uploads: UploadBudget;
  readonly worker: ClassifierClient;
  /** See `createAskWorker`. */
  readonly giveUp: AbortSignal;
  readonly assets: Assets;
  readonly render: Render;
  readonly samples: Samples;
  readonly metrics: GatewayMetrics;
  readonly logger: Logger;
}

/** Every route of the gateway, in the order in which it is asked. */
export function createApp(dependencies: AppDependencies): Express {
  const { config, worker, giveUp, uploads, assets, render, samples, metrics, logger } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  // No ETags on rendered answers.
  app.set('etag', false);
  app.set('trust proxy', config.trustProxy);
  app.use(boundPipelining());
  app.use(observeRequests(metrics, logger));
  app.use(lingerAfterAnswer());
  app.use(securityHeaders());

  const ask = createAskWorker(worker, config, giveUp, logger);
  const { uploadLimitBytes } = config;
  const form = uploads.guard(formUpload(uploadLimitBytes), ask);
  const bare = uploads.guard(bareUpload(uploadLimitBytes), ask);
  const limit = limitRate(config.rateLimitPerMinute);
  const pages = { worker: ask, render, samples, uploadLimitBytes, formUpload: form };

  // Before the routes: who asks too often is none of theirs, in the metrics too.
  app.use('/api', limit);
  app.use(classifyRoute({ ...pages, bareUpload: bare }));
  // Not for the route above: its answers are small, and compressing them would cost their callers time.
  app.use(compression());
  app.use('/assets', assets.routes);
  app.use(apiRoutes(pages));
  // Probes ask often and from one address: no limit is for them, nor for what a page needs to be drawn.
  app.use(probeRoutes(ask));
  app.use(standingRoute(pages));
  app.use(['/en', '/es'], standingRoute(pages));
  app.use(limit);
  app.use(pageRoutes(pages));
  app.use(['/en', '/es'], pageRoutes(pages));
  app.use(notFound);
  app.use(answerErrors(faultPage(pages), logger));
  return app;
}
