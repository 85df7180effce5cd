import { SlcError } from '@slc/domain';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { allowOnly, notFound } from '../http/error-handler.js';
import type { Render } from '../pages/render.js';
import { docsView } from '../pages/views/docs-view.js';
import { inLanguage } from '../pages/views/page-context.js';
import { uploadedImage } from '../uploads/read-upload.js';
import type { TakeUpload } from '../uploads/upload-budget.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import { createOpenApi } from './openapi.js';
import { classificationSchema, toModelInfoAnswer } from './schemas.js';

export interface ClassifyDependencies {
  readonly worker: WorkerCalls;
  /** Reads the form's image into memory. */
  readonly formUpload: TakeUpload;
  /** Reads the body's image into memory. */
  readonly bareUpload: TakeUpload;
}

/** Classification for programs: one image, one answer. */
export function classifyRoute({ worker, formUpload, bareUpload }: ClassifyDependencies): Router {
  const form = formUpload(classify);
  const bare = bareUpload(classify);
  const router = Router();
  router.route('/api/v1/classify').post(upload).all(allowOnly('POST'));
  return router;

  async function classify(request: Request, response: Response): Promise<void> {
    const image = Buffer.isBuffer(request.body) ? request.body : uploadedImage(request);
    const { classification } = await worker.classify(image, response, { preview: false });
    response.set('Cache-Control', 'no-store').json(classificationSchema.parse(classification));
  }

  function upload(request: Request, response: Response, next: NextFunction): void {
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

export interface ApiDependencies {
  readonly worker: WorkerCalls;
  readonly render: Render;
  readonly uploadLimitBytes: number;
}

/** Describes the API and the model. Routes have whole paths, because metrics and the log name them. */
export function apiRoutes({ worker, render, uploadLimitBytes }: ApiDependencies): Router {
  const openApi = createOpenApi({ uploadLimitBytes });
  const router = Router();

  router
    .route('/api/v1/model')
    .get(async (_request, response) => {
      response.set('Cache-Control', 'no-store').json(toModelInfoAnswer(await worker.modelInfo()));
    })
    .all(allowOnly('GET'));

  router
    .route('/api/v1/openapi.json')
    .get((_request, response) => {
      response.json(openApi);
    })
    .all(allowOnly('GET'));

  router
    .route('/api/docs')
    .get((_request, response) => {
      response
        .set('Cache-Control', 'no-store')
        .type('html')
        .send(render('docs', docsView(openApi), inLanguage({ locale: 'en', prefix: '' })));
    })
    .all(allowOnly('GET'));

  router.use('/api', notFound);
  return router;
}
