import { modelState, SlcError } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import compression from 'compression';
import express, { type Express, type Request, type Response } from 'express';
import { createAskWorker } from './ask-worker.js';
import type { Assets } from './assets.js';
import type { GatewayConfig } from './config.js';
import type { GatewayMetrics } from './metrics.js';
import { createOpenApi } from './openapi.js';
import { docsView } from './page-views/docs-view.js';
import { inLanguage } from './page-views/page-context.js';
import { limitRate } from './rate-limit.js';
import type { Render } from './render.js';
import { observeRequests } from './request-log.js';
import { allowOnly, answerErrors, notFound } from './respond.js';
import { faultPage, pageRoutes, standingRoute } from './routes/pages.js';
import type { Samples } from './samples.js';
import { classificationSchema, livenessSchema, readinessSchema, toModelInfoAnswer } from './schemas.js';
import { securityHeaders } from './security-headers.js';
import { bareUpload, formUpload, uploadedImage } from './upload.js';
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

/** Every route of the gateway. */
export function createApp(dependencies: AppDependencies): Express {
  const { config, worker, giveUp, uploads, assets, render, samples, metrics, logger } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  // What has to be asked again each time is not compared with what somebody has.
  app.set('etag', false);
  app.set('trust proxy', config.trustProxy);
  app.use(observeRequests(metrics, logger));
  app.use(securityHeaders());
  app.use(compression());
  app.use('/assets', assets.routes);

  const ask = createAskWorker(worker, config, giveUp);
  const form = uploads.guard(formUpload(config.uploadLimitBytes), ask);
  const bare = uploads.guard(bareUpload(config.uploadLimitBytes), ask);
  const openApi = createOpenApi(config);

  const pages = { worker: ask, render, samples, uploadLimitBytes: config.uploadLimitBytes, formUpload: form };

  // Probes ask often and from one address: no limit is for them, nor for what a page needs to be drawn.
  app
    .route('/livez')
    .get((_request, response) => {
      response.json(livenessSchema.parse({ alive: true }));
    })
    .all(allowOnly('GET'));

  app
    .route('/readyz')
    .get(async (_request, response) => {
      const readiness = await readWorkerState();
      response
        .status(readiness.state.phase === 'ready' ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(readinessSchema.parse(readiness));
    })
    .all(allowOnly('GET'));

  app.use(standingRoute(pages));
  app.use(['/en', '/es'], standingRoute(pages));

  app.use(limitRate(config.rateLimitPerMinute));

  app.use(pageRoutes(pages));
  app.use(['/en', '/es'], pageRoutes(pages));

  app
    .route('/api/v1/classify')
    .post(apiUpload, async (request, response) => {
      const image = Buffer.isBuffer(request.body) ? request.body : uploadedImage(request);
      const { classification } = await ask.classify(image, response, { preview: false });
      response.set('Cache-Control', 'no-store').json(classificationSchema.parse(classification));
    })
    .all(allowOnly('POST'));

  app
    .route('/api/v1/model')
    .get(async (_request, response) => {
      response.set('Cache-Control', 'no-store').json(toModelInfoAnswer(await ask.modelInfo()));
    })
    .all(allowOnly('GET'));

  app
    .route('/api/v1/openapi.json')
    .get((_request, response) => {
      response.json(openApi);
    })
    .all(allowOnly('GET'));

  app
    .route('/api/docs')
    .get((_request, response) => {
      response
        .set('Cache-Control', 'no-store')
        .type('html')
        .send(render('docs', docsView(openApi), inLanguage({ locale: 'en', prefix: '' })));
    })
    .all(allowOnly('GET'));

  app.use(notFound);
  app.use(answerErrors(faultPage(pages), logger));
  return app;

  async function readWorkerState() {
    try {
      const { state } = await ask.modelInfo();
      return { reason: state.reason, state };
    } catch {
      const reason = 'The worker cannot be reached: it starts, or it is away.';
      return { reason, state: modelState('starting', reason) };
    }
  }

  function apiUpload(request: Request, response: Response, next: express.NextFunction): void {
    const type = request.get('content-type') ?? '';
    if (/^multipart\/form-data\b/i.test(type)) form(request, response, next);
    else if (/^(image\/|application\/octet-stream)/i.test(type)) bare(request, response, next);
    else {
      const got = type === '' ? 'none' : 'another';
      throw new SlcError(
        'unsupported_media_type',
        `Content-Type: expected multipart/form-data or an image type, got ${got}`,
      );
    }
  }
}
