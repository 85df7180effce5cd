import type { ClassifiedImage, ModelInfo, ModelManifest } from '@slc/domain';
import { type RequestHandler, type Response, Router } from 'express';
import type { AskWorker } from '../ask-worker.js';
import type { Render } from '../render.js';
import { allowOnly } from '../respond.js';
import { findSample, type Samples } from '../samples.js';
import { uploadedImage } from '../upload.js';
import { homePage, modelInfoPage, resultPage } from '../view-models.js';

export interface PageDependencies {
  readonly worker: AskWorker;
  readonly render: Render;
  readonly samples: Samples;
  readonly uploadLimitBytes: number;
  /** Takes the form's image into memory. */
  readonly formUpload: RequestHandler;
}

/** What people see: the form, the result, the model. */
export function pageRoutes({
  worker,
  render,
  samples,
  uploadLimitBytes,
  formUpload,
}: PageDependencies): Router {
  const router = Router();

  router
    .route('/')
    .get(async (_request, response) => {
      // The page is there also while the worker is not.
      const info = await worker.modelInfo().catch(() => null);
      sendPage(response, 'home', homePage(info, samples, uploadLimitBytes));
    })
    .all(allowOnly('GET'));

  router
    .route('/classify')
    .post(formUpload, async (request, response) => {
      const example: unknown = request.body?.example;
      const image = typeof example === 'string' ? findSample(samples, example).image : uploadedImage(request);
      const classified = await worker.classify(image, response, { preview: true });
      const info = await worker.modelInfo().catch(() => null);
      sendPage(response, 'result', resultPage(classified, manifestOf(classified, info)));
    })
    .all(allowOnly('POST'));

  router
    .route('/model-info')
    .get(async (_request, response) => {
      sendPage(response, 'model-info', modelInfoPage(await worker.modelInfo()));
    })
    .all(allowOnly('GET'));

  return router;

  function sendPage(response: Response, view: string, model: { readonly title: string }): void {
    response.set('Cache-Control', 'no-store').type('html').send(render(view, model));
  }
}

/** The manifest of the model that gave the answer; none where another has taken its place since. */
function manifestOf({ classification }: ClassifiedImage, info: ModelInfo | null): ModelManifest | null {
  return info?.model?.sha256 === classification.model.sha256 ? info.manifest : null;
}
