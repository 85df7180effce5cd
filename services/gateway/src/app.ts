import { fileURLToPath } from 'node:url';
import { type ClassifiedImage, type ModelInfo, SlcError } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import express, { type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { GatewayConfig } from './config.js';
import { docsPage } from './docs-page.js';
import type { GatewayMetrics } from './metrics.js';
import { createOpenApi } from './openapi.js';
import type { Render } from './render.js';
import { observeRequests } from './request-log.js';
import { allowOnly, answerErrors, notFound } from './respond.js';
import { findSample, type Samples } from './samples.js';
import { classificationSchema, readinessSchema, toModelInfoAnswer } from './schemas.js';
import { bareUpload, formUpload, uploadedImage } from './upload.js';
import { homePage, modelInfoPage, resultPage } from './view-models.js';

export interface AppDependencies {
  readonly config: Pick<GatewayConfig, 'uploadLimitBytes' | 'requestTimeoutMs'>;
  readonly worker: ClassifierClient;
  readonly render: Render;
  readonly samples: Samples;
  readonly metrics: GatewayMetrics;
  readonly logger: Logger;
}

/** A page must not wait long for what is only told beside it. */
const MODEL_INFO_TIMEOUT_MS = 1000;

const PUBLIC_FOLDER = fileURLToPath(new URL('../public/', import.meta.url));

/** Every route of the gateway, in the order of the README's table. */
export function createApp({ config, worker, render, samples, metrics, logger }: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(observeRequests(metrics, logger));
  app.use(securityHeaders());
  app.use('/assets', express.static(PUBLIC_FOLDER, { index: false, redirect: false, maxAge: '1h' }));

  const form = formUpload(config.uploadLimitBytes);
  const bare = bareUpload(config.uploadLimitBytes);
  const openApi = createOpenApi(config);

  app
    .route('/')
    .get(async (_request, response) => {
      // The page is there also while the worker is not.
      const info = await modelInfo().catch(() => null);
      sendPage(response, 'home', homePage(info, samples, config.uploadLimitBytes));
    })
    .all(allowOnly('GET'));

  app
    .route('/classify')
    .post(form, async (request, response) => {
      const example: unknown = request.body?.example;
      const image = typeof example === 'string' ? findSample(samples, example).image : uploadedImage(request);
      const classified = await classify(image, response, true);
      const info = await modelInfo().catch(() => null);
      sendPage(response, 'result', resultPage(classified, info?.manifest ?? null));
    })
    .all(allowOnly('POST'));

  app
    .route('/model-info')
    .get(async (_request, response) => sendPage(response, 'model-info', modelInfoPage(await modelInfo())))
    .all(allowOnly('GET'));

  app
    .route('/api/v1/classify')
    .post(apiUpload, async (request, response) => {
      const image = Buffer.isBuffer(request.body) ? request.body : uploadedImage(request);
      const { classification } = await classify(image, response, false);
      response.set('Cache-Control', 'no-store').json(classificationSchema.parse(classification));
    })
    .all(allowOnly('POST'));

  app
    .route('/api/v1/model')
    .get(async (_request, response) => {
      response.set('Cache-Control', 'no-store').json(toModelInfoAnswer(await modelInfo()));
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
    .get((_request, response) => sendPage(response, 'docs', docsPage(openApi)))
    .all(allowOnly('GET'));

  app
    .route('/livez')
    .get((_request, response) => {
      response.json({ alive: true });
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

  app.use(notFound);
  app.use(answerErrors(render, logger));
  return app;

  function modelInfo(): Promise<ModelInfo> {
    return worker.getModelInfo({ timeoutMs: MODEL_INFO_TIMEOUT_MS });
  }

  async function readWorkerState() {
    try {
      const { state } = await modelInfo();
      return { reason: state.reason, state };
    } catch {
      const reason = 'The worker cannot be reached.';
      return { reason, state: { phase: 'failed' as const, reason } };
    }
  }

  /** Cancelled when the browser goes away before the answer. */
  async function classify(image: Uint8Array, response: Response, preview: boolean): Promise<ClassifiedImage> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    return await worker.classify(
      { image, preview },
      { timeoutMs: config.requestTimeoutMs, signal: left.signal },
    );
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

  function sendPage(response: Response, view: string, model: { readonly title: string }): void {
    response.set('Cache-Control', 'no-store').type('html').send(render(view, model));
  }
}

/** Nothing from elsewhere, no script, no frame, no cookie. The service stands behind whatever does TLS, which also knows of HSTS. */
function securityHeaders(): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}
